#include "base/check.h"
#include "kernels/kernel_table.h"

namespace lightloom::kernel {

const KernelTable& kernels() {
  static const KernelTable* const table = lightloomKernelTable();
  LL_CHECK(table->version == kKernelTableVersion);
  return *table;
}

}  // namespace lightloom::kernel
