#include "report/link_rows.h"

#include "imperfections/cell_hardware.h"

namespace lightloom::report {
namespace {

LinkRow rowOf(const Cell& cell, const CellHardware& light, const Link& link) {
  const bool plus = link.plus.pixel >= 0;
  const std::size_t i = static_cast<std::size_t>(light.link(link.synapseChannel, link.axonChannel));
  LinkRow row;
  row.cell = cell.id;
  row.detector = plus ? cell.plusId : cell.minusId;
  row.detectorMinus = cell.minusId;
  row.pixel = plus ? link.plus.pixel : link.minus.pixel;
  row.pixelMinus = link.minus.pixel;
  row.axon = cell.axonId;
  row.synapse = cell.synapseId;
  row.axonChannel = link.axonChannel;
  row.synapseChannel = link.synapseChannel;
  row.axonW = link.axonW();
  row.synapseW = link.synapseW();
  row.visibility = cell.visibility(link);
  row.crosstalk = link.crosstalk();
  row.delayS = link.delay;
  row.phaseRad = link.phaseRad;
  row.electronsAxon = static_cast<double>(light.electronsAxon[i]);
  row.electronsSynapse = static_cast<double>(light.electronsSynapse[i]);
  return row;
}

}  // namespace

std::size_t visitLinkRows(const Bench& bench, std::size_t most,
                          const std::function<void(const LinkRow&)>& visit) {
  std::size_t visited = 0;
  for (std::size_t c = 0; c < bench.cells.cells.size() && visited < most; ++c) {
    const Cell& cell = bench.cells.cells[c];
    if (!isComputed(cell, bench.hardware->cells[c])) continue;
    const CellHardware light = cellHardware(cellLight(bench, c), {&kVisibility, &kFanOutUniformity});
    for (const Link& link : cell.links) {
      if (visited == most) break;
      ++visited;
      visit(rowOf(cell, light, link));
    }
  }
  return visited;
}

}  // namespace lightloom::report
