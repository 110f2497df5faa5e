#include "signal_watch.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <utility>
#include <vector>

namespace lightloom::ui {
namespace {

// Read and write end, both without blocking; a full pipe has been heard already.
int g_pipe[2] = {-1, -1};

// The handler calls only functions that POSIX allows in one.
void onSignal(int number) {
  const int error = errno;
  const auto byte = static_cast<unsigned char>(number);
  [[maybe_unused]] const ssize_t written = ::write(g_pipe[1], &byte, 1);
  errno = error;
}

}  // namespace

struct SignalWatch::Handlers {
  std::vector<std::pair<int, struct sigaction>> list;
};

SignalWatch::SignalWatch(std::initializer_list<int> numbers, QObject* parent)
    : QObject(parent), m_before(std::make_unique<Handlers>()) {
  if (g_pipe[0] >= 0 || ::pipe2(g_pipe, O_CLOEXEC | O_NONBLOCK) != 0) return;
  m_notifier = std::make_unique<QSocketNotifier>(g_pipe[0], QSocketNotifier::Read);
  connect(m_notifier.get(), &QSocketNotifier::activated, this, &SignalWatch::read);
  for (const int number : numbers) {
    struct sigaction before {};
    if (::sigaction(number, nullptr, &before) != 0 || before.sa_handler == SIG_IGN) continue;
    struct sigaction action {};
    action.sa_handler = onSignal;
    action.sa_flags = static_cast<int>(SA_RESTART | (number == SIGINT ? SA_RESETHAND : 0U));
    ::sigemptyset(&action.sa_mask);
    if (::sigaction(number, &action, nullptr) == 0) m_before->list.emplace_back(number, before);
  }
}

SignalWatch::~SignalWatch() {
  for (const auto& [number, before] : m_before->list) ::sigaction(number, &before, nullptr);
  if (!m_notifier) return;
  m_notifier.reset();
  for (int& end : g_pipe) {
    ::close(end);
    end = -1;
  }
}

void SignalWatch::read() {
  unsigned char byte = 0;
  while (::read(g_pipe[0], &byte, 1) == 1) Q_EMIT arrived(byte);
}

}  // namespace lightloom::ui
