// Preloaded under a program: of what it asks for in main, the request number LIGHTLOOM_SHORT_AT of at least
// LIGHTLOOM_SHORT_SIZE bytes finds no memory. Writes "short" to stderr when it does, so that the test knows
// when it has been through all requests.
#include <dlfcn.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstdlib>

extern "C" {
void* __libc_malloc(std::size_t bytes);
void* __libc_calloc(std::size_t count, std::size_t each);
void* __libc_realloc(void* old, std::size_t bytes);
void* __libc_memalign(std::size_t alignment, std::size_t bytes);
}

namespace {

using Main = int (*)(int, char**, char**);
using Start = int (*)(Main, int, char**, void (*)(), void (*)(), void (*)(), void*);

Main g_main = nullptr;
std::atomic<bool> g_begun = false;
std::atomic<long> g_asked = 0;

long number(const char* name) {
  const char* text = std::getenv(name);
  return text ? std::strtol(text, nullptr, 10) : 0;
}

// What the libraries ask for before main is not ours to answer for.
int begin(int count, char** words, char** environment) {
  g_begun = true;
  return g_main(count, words, environment);
}

// True where this request has to fail with errno set.
bool isShort(std::size_t bytes) {
  static const long at = number("LIGHTLOOM_SHORT_AT"), least = number("LIGHTLOOM_SHORT_SIZE");
  if (!g_begun || static_cast<long>(bytes) < least || ++g_asked != at) return false;
  constexpr char kNote[] = "short\n";
  syscall(SYS_write, 2, kNote, sizeof kNote - 1);
  errno = ENOMEM;
  return true;
}

void* aligned(std::size_t alignment, std::size_t bytes) {
  return isShort(bytes) ? nullptr : __libc_memalign(alignment, bytes);
}

}  // namespace

extern "C" {
int __libc_start_main(Main main, int count, char** words, void (*init)(), void (*fini)(), void (*rtld)(),
                      void* stack) {
  g_main = main;
  return reinterpret_cast<Start>(dlsym(RTLD_NEXT, "__libc_start_main"))(begin, count, words, init, fini, rtld,
                                                                        stack);
}
void* malloc(std::size_t bytes) {
  return isShort(bytes) ? nullptr : __libc_malloc(bytes);
}
void* calloc(std::size_t count, std::size_t each) {
  return isShort(count * each) ? nullptr : __libc_calloc(count, each);
}
void* realloc(void* old, std::size_t bytes) {
  return isShort(bytes) ? nullptr : __libc_realloc(old, bytes);
}
void* memalign(std::size_t alignment, std::size_t bytes) {
  return aligned(alignment, bytes);
}
void* aligned_alloc(std::size_t alignment, std::size_t bytes) {
  return aligned(alignment, bytes);
}
int posix_memalign(void** out, std::size_t alignment, std::size_t bytes) {
  void* const got = aligned(alignment, bytes);
  if (!got) return ENOMEM;
  *out = got;
  return 0;
}
}
