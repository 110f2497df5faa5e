#include "process.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace lightloom::app {
namespace {

volatile sig_atomic_t g_interrupted = 0;
volatile sig_atomic_t g_mayBeLeft = 0;
bool g_outputClosed = false;

constexpr int kLeft = 3;  // exit status

void onSignal(int) {
  g_interrupted = 1;
  if (g_mayBeLeft != 0) ::_exit(kLeft);
}

void watch(int signal) {
  struct sigaction action {};
  if (sigaction(signal, nullptr, &action) != 0 || action.sa_handler == SIG_IGN) return;
  action = {};
  action.sa_handler = onSignal;
  // A terminal that closes hangs up twice, itself and through its shell, and means it once.
  action.sa_flags = static_cast<int>(SA_RESTART | (signal == SIGHUP ? 0U : SA_RESETHAND));
  sigaction(signal, &action, nullptr);
}

}  // namespace

void keepStandardStreams() {
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    // The lowest free number is this one. What is printed to a closed stdout is lost, and that is said.
    if (::fcntl(stream, F_GETFD) >= 0) continue;
    const bool output = stream == STDOUT_FILENO;
    g_outputClosed = g_outputClosed || output;
    if (::open(output ? "/dev/full" : "/dev/null", O_RDWR) != stream) return;
  }
}

void watchSignals() {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) watch(signal);
}

bool interrupted() {
  return g_interrupted != 0;
}

MayBeLeft::MayBeLeft() {
  std::fflush(stdout);  // leaving at once would lose what was printed before
  g_mayBeLeft = 1;
  if (interrupted()) ::_exit(kLeft);
}

MayBeLeft::~MayBeLeft() {
  g_mayBeLeft = 0;
}

std::optional<Message> lostOutput() {
  errno = 0;
  if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return std::nullopt;
  if (g_outputClosed)
    return Message{
        "cli.output-lost",
        LL_TEXT(
            "The output is lost: standard output is closed. Leave it open, or send it to a file (> FILE)."),
        {}};
  return Message{
      "cli.output-lost",
      LL_TEXT("The output is incomplete: it could not be written (%1). Free some space, or write to "
              "another place."),
      {std::string(std::strerror(errno != 0 ? errno : EIO))}};
}

}  // namespace lightloom::app
