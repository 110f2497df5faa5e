#include "kernels/kernel_libraries.h"

#include <algorithm>

#include "kernels/kernel_table.h"

namespace lightloom::kernel {

std::span<const KernelLibrary> kernelLibraries() {
  static constexpr KernelLibrary kLibraries[] = {
      {"x86-64-v4", ""}, {"x86-64-v3", "-AVX512F"}, {"x86-64", "-AVX2"}};
  return kLibraries;
}

std::span<const KernelLibrary> kernelLibrariesHere() {
  std::span<const KernelLibrary> out = kernelLibraries();
  const std::string_view used = kernels().name;
  while (out.size() > 1 && out.front().name != used) out = out.subspan(1);
  return out;
}

std::string tunablesFor(const KernelLibrary& library, std::string_view before) {
  constexpr std::string_view kName = "glibc.cpu.hwcaps=";
  std::string out;
  const auto add = [&out](std::string_view tunable) {
    if (!out.empty()) out += ':';
    out += tunable;
  };
  while (!before.empty()) {
    const std::string_view tunable = before.substr(0, before.find(':'));
    before.remove_prefix(std::min(before.size(), tunable.size() + 1));
    if (!tunable.empty() && !tunable.starts_with(kName)) add(tunable);
  }
  if (*library.hidden != '\0') add(std::string(kName) + library.hidden);
  return out;
}

}  // namespace lightloom::kernel
