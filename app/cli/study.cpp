#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <thread>

#include "base/ordered_work.h"
#include "command.h"
#include "documents/recovery.h"
#include "export/study_file.h"
#include "export/study_lines.h"
#include "files/file_reader.h"
#include "files/line_log.h"
#include "files/safe_writer.h"
#include "kernels/kernel_table.h"
#include "progress.h"
#include "study/study_run.h"
#include "study_words.h"
#include "verbs.h"

namespace lightloom::cli {
namespace {

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

/// Where the lines go.
class Lines {
 public:
  // Nothing, with a message printed, where they cannot go there.
  static std::optional<Lines> open(const StudyWords& words, const StudyHead& head, const StudyPlan& plan,
                                   const std::vector<std::size_t>& indices) {
    Lines out;
    if (!words.out) return out;
    Result<LineLog> log =
        LineLog::open(*words.out, words.resume ? LineLog::Begin::GoOn : LineLog::Begin::New);
    std::optional<Message> problem =
        log ? resumeProblem(*words.out, log.value().before(), log.value().rest(), head, plan, indices)
            : std::optional(log.error());
    if (problem) {
      complain(*problem);
      return std::nullopt;
    }
    out.m_log.emplace(std::move(log).value());
    return out;
  }

  std::size_t before() const { return m_log ? m_log->before().size() : 0; }
  std::optional<Message> append(const std::string& line) {
    if (m_log) return m_log->append(line);
    std::puts(line.c_str());
    return std::nullopt;
  }
  std::optional<Message> sync() { return m_log ? m_log->sync() : std::nullopt; }

 private:
  std::optional<LineLog> m_log;
};

// The indices of the points that are computed here.
std::vector<std::size_t> indicesOf(const StudyPlan& plan, const StudyWords& words) {
  const Shard shard = words.shard ? *readShard(*words.shard) : Shard{};
  std::vector<std::size_t> out;
  for (std::size_t i = shard.first; i < plan.size(); i += shard.step) out.push_back(i);
  return out;
}

int compute(StudyRun& study, const StudyWords& words) {
  const StudyPlan& plan = study.plan();
  const std::vector<std::size_t> indices = indicesOf(plan, words);
  if (const std::optional<Message> why = study.begin()) {
    complain(*why);
    return kFailed;
  }
  const StudyHead head{kernels().name, designHash(study.base()), study.work() == PointWork::Train};
  std::optional<Lines> lines = Lines::open(words, head, plan, indices);
  if (!lines) return kFailed;
  const std::size_t done = lines->before(), left = indices.size() - done;
  const auto at = [&](std::size_t i) { return plan.point(indices[done + i]); };
  const auto work = [&](std::size_t i) { return interrupted() ? PointFigures{} : study.at(at(i)); };
  const int threads =
      static_cast<int>(words.threads.value_or(std::max(1u, std::thread::hardware_concurrency())));
  std::size_t computed = 0, problems = 0;
  std::optional<Message> failure;
  inOrder(left, threads, work, [&](std::size_t i, const PointFigures& figures) {
    if (interrupted()) return false;  // a training that was cut short is no point
    failure = lines->append(studyLine(head, plan.study(), at(i), figures));
    if (figures.problem) {
      ++problems;
      complain(*figures.problem);
    }
    if (!figures.numbers.empty()) ++computed;
    showShare(static_cast<double>(done + i + 1) / static_cast<double>(indices.size()));
    return !failure;
  });
  if (!failure) failure = lines->sync();
  if (failure) complain(*failure);
  if (problems > 0) std::fprintf(stderr, "%zu of %zu points have a problem\n", problems, left);
  if (failure) return kFailed;
  if (interrupted()) return kInterrupted;
  return computed > 0 || left == 0 ? kDone : kFailed;
}

int collect(const StudyWords& words) {
  if (words.files.empty()) return missingFile(LL_TEXT("Name the files with the lines of a study."));
  if (!outputFits(words.out, words.files)) return kFailed;
  StudyTable table;
  for (const std::string& file : words.files) {
    const Result<std::string> text = readFile(file, LoadBudget::data());
    const std::optional<Message> problem =
        text ? table.add(file, text.value(), words.anyLibrary) : std::optional(text.error());
    if (!problem) continue;
    complain(*problem);
    return kFailed;
  }
  const std::string text = words.csv ? table.csv() : table.lines();
  if (!words.out) {
    std::fputs(text.c_str(), stdout);
  } else if (const Result<SavedFile> saved = saveFile(*words.out, text); !saved) {
    complain(saved.error());
    return kFailed;
  }
  return kDone;
}

// The file of the design, as it is found from where the description is.
std::string fromFolderOf(const std::string& description, const std::string& design) {
  const std::filesystem::path folder = std::filesystem::absolute(description).parent_path();
  return std::filesystem::absolute(design).lexically_proximate(folder).generic_string();
}

int describe(const StudyWords& words, StudyDescription description) {
  if (!outputFits(words.describe, {description.design})) return kFailed;
  description.design = fromFolderOf(*words.describe, description.design);
  const Result<SavedFile> saved = saveFile(*words.describe, writeStudy(description));
  if (!saved) complain(saved.error());
  return saved ? kDone : kFailed;
}

int run(const StudyWords& words) {
  if (words.collect) return collect(words);
  if (const std::optional<Message> wrong = wrongStudyWords(words)) {
    complain(*wrong);
    return kBadCommand;
  }
  const Result<StudyDescription> description = describedStudy(words);
  if (!description) {
    complain(description.error());
    return words.study && description.error().id != "cli.described-twice" ? kFailed : kBadCommand;
  }
  const std::string& file = description.value().design;
  if (file.empty()) return missingFile(LL_TEXT("The description names no design. Name one design file."));
  const std::optional<Design> design = openDesign(file, changesOf(description.value()));
  if (!design) return kFailed;
  Result<Study> study = studyOf(*design, description.value());
  if (!study) {
    complain(study.error());
    return kFailed;
  }
  if (words.describe) return describe(words, description.value());
  if (!outputFits(words.out, inputsOf(*design, {file}, words.dataDirs))) return kFailed;
  SharedData data(file, words.dataDirs);
  StudyRun studyRun(*design, std::move(study).value(), description.value().work,
                    {[&](const Design& at) { return data.of(at); }, interrupted});
  return compute(studyRun, words);
}

}  // namespace

Command study(Options& options) {
  return commandOf(options, declareStudy, run);
}

}  // namespace lightloom::cli
