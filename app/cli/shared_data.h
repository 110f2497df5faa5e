#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "command.h"
#include "learn/dataset.h"

namespace lightloom::cli {

/// The data sets of a study, each loaded once; several threads ask.
class SharedData {
 public:
  SharedData(std::string designFile, const std::vector<std::string>& dataDirs)
      : m_designFile(std::move(designFile)), m_dataDirs(dataDirs) {}

  std::shared_ptr<const Dataset> of(const Design& design) {
    const std::string wanted = dataKey(design);
    const std::lock_guard lock(m_mutex);
    if (const auto known = m_known.find(wanted); known != m_known.end()) return known->second;
    constexpr std::size_t kMostKept = 4;
    if (m_known.size() >= kMostKept) m_known.clear();
    std::optional<Dataset> data = openData(design, m_designFile, m_dataDirs);
    auto shared = data ? std::make_shared<const Dataset>(std::move(*data)) : nullptr;
    if (shared) m_known[wanted] = shared;
    return shared;
  }

 private:
  const std::string m_designFile;
  const std::vector<std::string>& m_dataDirs;
  std::mutex m_mutex;
  std::map<std::string, std::shared_ptr<const Dataset>> m_known;
};

}  // namespace lightloom::cli
