#include "child.h"

#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <thread>

#include "process.h"

extern char** environ;

namespace lightloom::cli {
namespace {

bool waitFor(pid_t child, int& status) {
  bool told = false;
  while (true) {
    const pid_t ended = ::waitpid(child, &status, WNOHANG);
    if (ended != 0) return ended == child;
    if (interrupted() && !told) told = ::kill(child, SIGTERM) == 0;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
}

std::vector<char*> pointersTo(std::vector<std::string>& words) {
  std::vector<char*> out;
  for (std::string& word : words) out.push_back(word.data());
  out.push_back(nullptr);
  return out;
}

std::string wholeFile(int file) {
  std::string out;
  char block[4096];
  ssize_t count = 0;
  for (off_t at = 0; (count = ::pread(file, block, sizeof block, at)) > 0; at += count)
    out.append(block, static_cast<std::size_t>(count));
  return out;
}

}  // namespace

std::optional<int> runProgram(const std::string& program, const std::vector<std::string>& words,
                              const std::vector<std::string>& environment, int output) {
  std::vector<std::string> itsWords = words, itsEnvironment = environment;
  posix_spawn_file_actions_t actions;
  if (::posix_spawn_file_actions_init(&actions) != 0) return std::nullopt;
  if (output >= 0) ::posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  pid_t child = 0;
  int status = 0;
  const bool started = ::posix_spawn(&child, program.c_str(), &actions, nullptr, pointersTo(itsWords).data(),
                                     pointersTo(itsEnvironment).data()) == 0;
  ::posix_spawn_file_actions_destroy(&actions);
  if (!started || !waitFor(child, status) || !WIFEXITED(status)) return std::nullopt;
  return WEXITSTATUS(status);
}

std::vector<std::string> environmentWith(const std::string& name, const std::string& value) {
  std::vector<std::string> out;
  for (char** variable = environ; *variable; ++variable)
    if (!std::string_view(*variable).starts_with(name + '=')) out.emplace_back(*variable);
  if (!value.empty()) out.push_back(name + '=' + value);
  return out;
}

std::optional<std::string> outputOf(const std::string& program, const std::vector<std::string>& words,
                                    const std::vector<std::string>& environment) {
  const int file = ::memfd_create("output", MFD_CLOEXEC);
  if (file < 0) return std::nullopt;
  const std::optional<int> status = runProgram(program, words, environment, file);
  std::optional<std::string> out;
  if (status == 0) out = wholeFile(file);
  ::close(file);
  return out;
}

}  // namespace lightloom::cli
