#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>

#include "base/ordered_work.h"
#include "command.h"
#include "documents/recovery.h"
#include "export/budget_json.h"
#include "export/study_file.h"
#include "export/study_job.h"
#include "export/study_lines.h"
#include "files/file_reader.h"
#include "files/line_log.h"
#include "files/safe_writer.h"
#include "kernels/kernel_table.h"
#include "progress.h"
#include "shared_data.h"
#include "study/study_run.h"
#include "study_results.h"
#include "study_words.h"
#include "verbs.h"

namespace lightloom::cli {
namespace {

/// The lines of a study on their way: into a file, to stdout, and into the table that its summary is made of.
class Lines {
 public:
  // Nothing, with a message printed, where they cannot go there. `check` looks at what is in the file.
  template <typename Check>
  static std::optional<Lines> open(const StudyWords& words, bool summed, const Check& check) {
    Lines out;
    out.m_summed = summed;
    if (!words.out) return out;
    Result<LineLog> log =
        LineLog::open(*words.out, words.resume ? LineLog::Begin::GoOn : LineLog::Begin::New);
    std::optional<Message> problem = log ? check(log.value()) : std::optional(log.error());
    if (problem) {
      complain(*problem);
      return std::nullopt;
    }
    out.m_log.emplace(std::move(log).value());
    if (summed)
      for (const std::string& line : out.m_log->before()) out.m_table.add(*words.out, line, true);
    return out;
  }

  std::vector<std::string> before() const { return m_log ? m_log->before() : std::vector<std::string>(); }
  std::optional<Message> append(const std::string& line) {
    if (m_summed) m_table.add("stdout", line, true);
    if (m_log) return m_log->append(line);
    if (!m_summed) std::puts(line.c_str());
    return std::nullopt;
  }
  std::optional<Message> sync() { return m_log ? m_log->sync() : std::nullopt; }
  const StudyTable& table() const { return m_table; }

 private:
  std::optional<LineLog> m_log;
  bool m_summed = false;
  StudyTable m_table;
};

// The indices of the points that are computed here.
std::vector<std::size_t> indicesOf(const StudyPlan& plan, const StudyWords& words) {
  const Shard shard = words.shard ? *readShard(*words.shard) : Shard{};
  std::vector<std::size_t> out;
  for (std::size_t i = shard.first; i < plan.size(); i += shard.step) out.push_back(i);
  return out;
}

/// How the points of a study went.
class Tally {
 public:
  void count(const PointFigures& figures) {
    if (figures.problem) {
      ++m_problems;
      complain(*figures.problem);
    }
    if (figures.diverged()) ++m_diverged;
    if (!figures.problem) ++m_computed;
  }
  // The status of the command after `all` points. Whoever reads its lines must know that a training in them
  // came to nothing.
  int status(std::optional<Message> failure, Lines& lines, std::size_t all) const {
    if (!failure) failure = lines.sync();
    if (failure) complain(*failure);
    if (m_problems > 0) std::fprintf(stderr, "%zu of %zu points have a problem\n", m_problems, all);
    if (failure) return kFailed;
    if (interrupted()) return kInterrupted;
    return m_diverged == 0 && (m_computed > 0 || all == 0) ? kDone : kFailed;
  }

 private:
  std::size_t m_computed = 0, m_problems = 0, m_diverged = 0;
};

int printSummary(const StudyDescription& description, const StudyTable& table, bool json) {
  const Result<std::string> text = studySummary(description, table, json);
  if (text)
    std::fputs(text.value().c_str(), stdout);
  else
    complain(text.error());
  return text ? kDone : kFailed;
}

// What is told of a study at its end; `status` is how it went.
int conclude(int status, const StudyDescription& description, const Lines& lines, const Design& base,
             const StudyWords& words) {
  if (description.kind == StudyKind::Sweep || words.shard || lines.table().size() == 0) return status;
  if (printSummary(description, lines.table(), words.json) != kDone) return kFailed;
  if (!words.designs) return status;
  const std::optional<Message> problem = saveStudyDesigns(description, lines.table(), base, *words.designs);
  if (problem) complain(*problem);
  return problem ? kFailed : status;
}

int computePoints(const StudyRun& study, const StudyDescription& description, const StudyHead& head,
                  const StudyWords& words) {
  const StudyPlan& plan = study.plan();
  const std::vector<std::size_t> indices = indicesOf(plan, words);
  std::optional<Lines> lines =
      Lines::open(words, description.kind != StudyKind::Sweep, [&](const LineLog& log) {
        return resumeProblem(*words.out, log.before(), log.rest(), head, plan, indices);
      });
  if (!lines) return kFailed;
  const std::size_t done = lines->before().size(), left = indices.size() - done;
  const auto at = [&](std::size_t i) { return plan.point(indices[done + i]); };
  const auto work = [&](std::size_t i) { return interrupted() ? PointFigures{} : study.at(at(i)); };
  Tally tally;
  std::optional<Message> failure;
  inOrder(left, threadsOf(words.threads), work, [&](std::size_t i, const PointFigures& figures) {
    if (interrupted()) return false;  // a training that was cut short is no point
    failure = lines->append(studyLine(head, plan.study(), at(i), figures));
    tally.count(figures);
    showShare(static_cast<double>(done + i + 1) / static_cast<double>(indices.size()));
    return !failure;
  });
  return conclude(tally.status(failure, *lines, left), description, *lines, study.base(), words);
}

int computeSearch(const StudyRun& study, const StudyDescription& description, const StudyHead& head,
                  const StudyWords& words) {
  // Each line is looked at when the search comes to its point.
  std::optional<Lines> lines =
      Lines::open(words, true, [](const LineLog&) { return std::optional<Message>(); });
  if (!lines) return kFailed;
  const std::vector<std::string> before = lines->before();
  DesignSearch search{study.plan().study(), readSearchGoal(description.objective).value(), {}};
  for (const std::string& limit : description.subjectTo)
    search.limits.push_back(readSearchLimit(limit).value());
  Tally tally;
  std::optional<Message> failure;
  std::size_t looked = 0;
  const auto figuresAt = [&](const StudyPoint& point) -> std::optional<PointFigures> {
    const std::size_t index = looked++;
    showShare(static_cast<double>(looked) / static_cast<double>(search.study.samples));
    if (index < before.size()) {
      std::optional<PointFigures> known = knownFigures(before[index], head, point);
      if (!known) failure = anotherStudy(*words.out);
      return known;
    }
    PointFigures figures = study.at(point);
    if (interrupted()) return std::nullopt;
    failure = lines->append(studyLine(head, search.study, point, figures));
    tally.count(figures);
    return failure ? std::nullopt : std::optional(std::move(figures));
  };
  const Result<SearchTrail> trail = searchDesigns(study.base(), search, figuresAt);
  if (!trail) {
    complain(trail.error());
    return kFailed;
  }
  const std::size_t computed = looked - std::min(looked, before.size());
  return conclude(tally.status(failure, *lines, computed), description, *lines, study.base(), words);
}

int compute(StudyRun& study, const StudyDescription& description, const StudyWords& words) {
  if (const std::optional<Message> why = study.begin()) {
    complain(*why);
    return interrupted() ? kInterrupted : kFailed;
  }
  const StudyHead head{kernels().name, designHash(study.base()), study.work()};
  return description.kind == StudyKind::Search ? computeSearch(study, description, head, words)
                                               : computePoints(study, description, head, words);
}

int computeTolerances(const Design& design, const StudyDescription& description, SharedData& data,
                      const StudyWords& words) {
  const std::shared_ptr<const Dataset> set = data.of(design);
  if (!set) return kFailed;
  ErrorBudgetOptions options;
  options.share = 1 - description.cost.value_or(0.01);
  options.epochs = static_cast<int>(settingInteger(design, "training.epochs"));
  options.onProgress = showShare;
  options.cancelled = interrupted;
  const Result<std::optional<ErrorBudget>> budget = errorBudget(design, set, options);
  if (!budget) {
    complain(budget.error());
    return kFailed;
  }
  if (!budget.value()) return kInterrupted;
  const std::string text = words.json ? budgetJson(*budget.value()) : budgetText(*budget.value());
  std::fputs(text.c_str(), stdout);
  return kDone;
}

// The kind of study that lines are collected of, and what its summary needs to know.
Result<StudyDescription> collectedStudy(const StudyWords& words) {
  if (words.study) return readStudyFile(*words.study);
  StudyDescription out = kindOf(words);
  if (out.kind != StudyKind::Search) return out;
  if (const Result<SearchGoal> goal = readSearchGoal(out.objective); !goal) return goal.error();
  for (const std::string& limit : out.subjectTo)
    if (const Result<SearchLimit> read = readSearchLimit(limit); !read) return read.error();
  return out;
}

int collect(const StudyWords& words) {
  if (const std::optional<Message> wrong = wrongForCollect(words)) {
    complain(*wrong);
    return kBadCommand;
  }
  if (words.files.empty()) return missingFile(LL_TEXT("Name the files with the lines of a study."));
  if (!outputFits(words.out, words.files)) return kFailed;
  const Result<StudyDescription> description = collectedStudy(words);
  if (!description) {
    complain(description.error());
    return kFailed;
  }
  StudyTable table;
  for (const std::string& file : words.files) {
    const Result<std::string> text = readFile(file, LoadBudget::data());
    const std::optional<Message> problem =
        text ? table.add(file, text.value(), words.anyLibrary) : std::optional(text.error());
    if (!problem) continue;
    complain(*problem);
    return kFailed;
  }
  if (description.value().kind != StudyKind::Sweep && description.value().kind != StudyKind::Tolerance &&
      !words.csv && !words.out)
    return printSummary(description.value(), table, words.json);
  const std::string text = words.csv ? table.csv() : table.lines();
  if (!words.out) {
    std::fputs(text.c_str(), stdout);
  } else if (const Result<SavedFile> saved = saveFile(*words.out, text); !saved) {
    complain(saved.error());
    return kFailed;
  }
  return kDone;
}

// Absolute, without links and "..", as far as it is there.
std::filesystem::path truePath(const std::string& path) {
  const std::filesystem::path whole = std::filesystem::absolute(path);
  std::error_code failed;
  const std::filesystem::path out = std::filesystem::weakly_canonical(whole, failed);
  return failed ? whole.lexically_normal() : out;
}

// The file of the design, as it is found from where the description is.
std::string fromFolderOf(const std::string& description, const std::string& design) {
  const std::filesystem::path folder = truePath(description).parent_path();
  return truePath(design).lexically_proximate(folder).generic_string();
}

// Writes the description, in which the design has this path.
int describe(const std::string& file, StudyDescription description, std::string designPath) {
  if (!outputFits(file, {description.design})) return kFailed;
  description.design = std::move(designPath);
  const Result<SavedFile> saved = saveFile(file, writeStudy(description));
  if (!saved) complain(saved.error());
  return saved ? kDone : kFailed;
}

std::string absolutePath(const std::string& path) {
  return std::filesystem::absolute(path).lexically_normal().string();
}

// The files that the tasks of a job need, of those that are there.
std::vector<std::string> neededFiles(const std::vector<std::string>& inputs) {
  std::vector<std::string> out;
  for (const std::string& file : inputs)
    if (std::filesystem::is_regular_file(file)) out.push_back(absolutePath(file));
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

// Writes study.json and a script that computes it elsewhere.
int writeJob(const StudyWords& words, const StudyDescription& description,
             const std::vector<std::string>& inputs) {
  constexpr long kUsualTasks = 4;
  StudyJob job;
  std::error_code unknown;
  job.program = std::filesystem::read_symlink("/proc/self/exe", unknown).string();
  job.folder = absolutePath(words.slurm ? *words.slurm : *words.parallel);
  while (job.folder.size() > 1 && job.folder.back() == '/') job.folder.pop_back();
  job.needed = neededFiles(inputs);
  for (const std::string& dir : words.dataDirs) job.dataDirs.push_back(absolutePath(dir));
  job.tasks = words.tasks.value_or(kUsualTasks);
  job.threads = words.threads.value_or(1);
  job.partition = words.partition.value_or("");
  job.time = words.time.value_or("");
  job.memory = words.memory.value_or("");
  job.modules = words.modules;
  job.hosts = words.hosts.value_or("");
  if (const std::optional<Message> wrong =
          jobProblem(job, words.slurm ? JobRunner::Slurm : JobRunner::Parallel)) {
    complain(*wrong);
    return kBadCommand;
  }
  // Where it cannot be made, the first file says why.
  std::filesystem::create_directories(job.folder, unknown);
  const int status = describe(job.folder + "/study.json", description, absolutePath(description.design));
  if (status != kDone) return status;
  const std::string script = job.folder + (words.slurm ? "/job.sh" : "/parallel.sh");
  const Result<SavedFile> saved = saveFile(script, words.slurm ? slurmScript(job) : parallelScript(job));
  if (!saved) {
    complain(saved.error());
    return kFailed;
  }
  std::printf("%s %s\nlightloom-cli study --collect %s/lines-*.jsonl\n", words.slurm ? "sbatch" : "bash",
              shellWord(script).c_str(), shellWord(job.folder).c_str());
  return kDone;
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
  if (const std::optional<Message> wrong = wrongForKind(words, description.value().kind)) {
    complain(*wrong);
    return kBadCommand;
  }
  const std::string& file = description.value().design;
  if (file.empty()) return missingFile(LL_TEXT("The description names no design. Name one design file."));
  const std::optional<Design> design = openDesign(file, changesOf(description.value()));
  if (!design) return kFailed;
  Result<PlannedStudy> planned = planStudy(*design, description.value());
  if (!planned) {
    complain(planned.error());
    return kFailed;
  }
  if (words.describe)
    return describe(*words.describe, description.value(), fromFolderOf(*words.describe, file));
  if (words.slurm || words.parallel)
    return writeJob(words, description.value(), inputsOf(*design, {file}, words.dataDirs));
  if (!outputFits(words.out, inputsOf(*design, {file}, words.dataDirs))) return kFailed;
  SharedData data(file, words.dataDirs);
  if (description.value().kind == StudyKind::Tolerance)
    return computeTolerances(*design, description.value(), data, words);
  PlannedStudy plan = std::move(planned).value();
  StudyRun study(std::move(plan.design), std::move(plan.study), workOf(description.value()),
                 {[&](const Design& at) { return data.of(at); }, interrupted});
  return compute(study, description.value(), words);
}

}  // namespace

Command study(Options& options) {
  return commandOf(options, declareStudy, run);
}

}  // namespace lightloom::cli
