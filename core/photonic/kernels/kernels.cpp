#include "base/check.h"
#include "photonic/kernels/kernel_table.h"

namespace lightloom {

const KernelTable& kernels() {
  static const KernelTable* const table = lightloomKernelTable();
  LL_CHECK(table->version == kKernelTableVersion);
  return *table;
}

}  // namespace lightloom
