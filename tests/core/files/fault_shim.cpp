// Preloaded under save_once: counts the calls that touch files and makes number LIGHTLOOM_FAULT_AT go wrong
// in the way LIGHTLOOM_FAULT says. Writes "fault" to stderr when it does, so that the test knows when it has
// been through all calls.
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdarg>
#include <cstdlib>
#include <cstring>

namespace {

enum class Fault { None, DiskFull, InputOutput, Interrupted, ShortThenFull, Exit };

Fault wantedFault() {
  const char* name = std::getenv("LIGHTLOOM_FAULT");
  if (!name) return Fault::None;
  if (!std::strcmp(name, "ENOSPC")) return Fault::DiskFull;
  if (!std::strcmp(name, "EIO")) return Fault::InputOutput;
  if (!std::strcmp(name, "EINTR")) return Fault::Interrupted;
  if (!std::strcmp(name, "short")) return Fault::ShortThenFull;
  return Fault::Exit;
}

long wantedCall() {
  const char* number = std::getenv("LIGHTLOOM_FAULT_AT");
  return number ? std::strtol(number, nullptr, 10) : 0;
}

const Fault g_fault = wantedFault();
const long g_at = wantedCall();
long g_calls = 0;
bool g_full = false;

// True where this call has to fail with errno set.
bool fails() {
  if (g_fault == Fault::None || ++g_calls != g_at) return false;
  constexpr char kNote[] = "fault\n";
  syscall(SYS_write, 2, kNote, sizeof kNote - 1);
  if (g_fault == Fault::Exit) _exit(99);
  errno = g_fault == Fault::InputOutput ? EIO : g_fault == Fault::Interrupted ? EINTR : ENOSPC;
  return true;
}

template <typename Function>
Function real(const char* name) {
  return reinterpret_cast<Function>(dlsym(RTLD_NEXT, name));
}

mode_t modeOf(int flags, va_list arguments) {
  const bool creates = (flags & O_CREAT) != 0 || (flags & O_TMPFILE) == O_TMPFILE;
  return creates ? va_arg(arguments, mode_t) : 0;
}

}  // namespace

#define SHIM_OPEN(name)                                                    \
  extern "C" int name(const char* path, int flags, ...) {                  \
    va_list arguments;                                                     \
    va_start(arguments, flags);                                            \
    const mode_t mode = modeOf(flags, arguments);                          \
    va_end(arguments);                                                     \
    if (fails()) return -1;                                                \
    return real<int (*)(const char*, int, ...)>(#name)(path, flags, mode); \
  }

SHIM_OPEN(open)
SHIM_OPEN(open64)

extern "C" ssize_t write(int file, const void* bytes, size_t size) {
  static const auto next = real<ssize_t (*)(int, const void*, size_t)>("write");
  if (g_full) {
    errno = ENOSPC;
    return -1;
  }
  if (!fails()) return next(file, bytes, size);
  if (g_fault != Fault::ShortThenFull) return -1;
  g_full = true;
  return next(file, bytes, size / 2);
}

extern "C" int fsync(int file) {
  static const auto next = real<int (*)(int)>("fsync");
  return fails() ? -1 : next(file);
}

extern "C" int fdatasync(int file) {
  static const auto next = real<int (*)(int)>("fdatasync");
  return fails() ? -1 : next(file);
}

extern "C" int rename(const char* from, const char* to) {
  static const auto next = real<int (*)(const char*, const char*)>("rename");
  return fails() ? -1 : next(from, to);
}

extern "C" int renameat2(int fromFolder, const char* from, int toFolder, const char* to, unsigned flags) {
  static const auto next = real<int (*)(int, const char*, int, const char*, unsigned)>("renameat2");
  return fails() ? -1 : next(fromFolder, from, toFolder, to, flags);
}

extern "C" int linkat(int fromFolder, const char* from, int toFolder, const char* to, int flags) {
  static const auto next = real<int (*)(int, const char*, int, const char*, int)>("linkat");
  return fails() ? -1 : next(fromFolder, from, toFolder, to, flags);
}

extern "C" int close(int file) {
  static const auto next = real<int (*)(int)>("close");
  if (!fails()) return next(file);
  const int error = errno;
  next(file);
  errno = error;
  return -1;
}
