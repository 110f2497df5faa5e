#include <algorithm>
#include <cstdio>
#include <map>
#include <memory>
#include <mutex>
#include <thread>

#include "base/ordered_work.h"
#include "command.h"
#include "documents/recovery.h"
#include "export/study_lines.h"
#include "files/file_reader.h"
#include "files/line_log.h"
#include "files/safe_writer.h"
#include "files/value_json.h"
#include "kernels/kernel_table.h"
#include "progress.h"
#include "study/study_points.h"
#include "verbs.h"

namespace lightloom::cli {
namespace {

constexpr long kMostSamples = 1000000, kMostSeeds = 1000, kMostShards = 10000;

struct StudyWords {
  std::vector<std::string> files, over, dataDirs;
  Changes changes;
  std::optional<long> sample, latin, seeds, threads;
  std::optional<std::string> out, shard;
  bool train = false, resume = false, collect = false, csv = false, anyLibrary = false;
};

void declare(Options& options, StudyWords& words) {
  options.words("FILE", words.files, "a design; with --collect the lines of a study, of each shard");
  options.texts("--over", "PATH=VALUES", words.over,
                "FROM:TO:COUNT[:log] or VALUE,VALUE...; to sample in FROM:TO[:log]; again and again");
  options.whole("--sample", words.sample, kMostSamples, "points drawn at random instead of all combinations");
  options.whole("--latin", words.latin, kMostSamples,
                "points of a Latin hypercube instead of all combinations");
  options.whole("--seeds", words.seeds, kMostSeeds, "repeats each point with so many seeds");
  options.flag("--train", words.train, "trains at each point");
  declareEpochs(options, words.changes);
  declareSet(options, words.changes);
  declareSeed(options, words.changes);
  declareData(options, words.dataDirs);
  declareThreads(options, words.threads, "how many points are computed at once; else as many as processors");
  options.text("--out", "FILE", words.out, "lines of JSON, each as soon as it is there; instead of stdout");
  options.text("--shard", "I/N", words.shard, "only every Nth point, from the Ith on; I from 1");
  options.flag("--resume", words.resume, "goes on behind the lines that --out holds");
  options.flag("--collect", words.collect,
               "joins the lines in the files that are named, in the order of the study");
  options.flag("--csv", words.csv, "with --collect: a row for each point, repetitions as mean and deviation");
  options.flag("--any-library", words.anyLibrary, "with --collect: takes results of unlike kernels together");
}

/// The points of a study that are computed here.
struct Shard {
  std::size_t first = 0, step = 1;
};

std::optional<Shard> readShard(const std::string& text) {
  const std::size_t slash = text.find('/');
  const auto one = wholeNumber(text.substr(0, slash)),
             all = slash == std::string::npos ? std::nullopt : wholeNumber(text.substr(slash + 1));
  if (!one || !all || *one < 1 || *all < *one || *all > kMostShards) return std::nullopt;
  return Shard{static_cast<std::size_t>(*one - 1), static_cast<std::size_t>(*all)};
}

/// The data sets of a study, each loaded once; several threads ask.
class SharedData {
 public:
  SharedData(const StudyWords& words) : m_words(words) {}

  std::shared_ptr<const Dataset> of(const Design& design) {
    const std::string wanted = dataKey(design);
    const std::lock_guard lock(m_mutex);
    if (const auto known = m_known.find(wanted); known != m_known.end()) return known->second;
    constexpr std::size_t kMostKept = 4;
    if (m_known.size() >= kMostKept) m_known.clear();
    std::optional<Dataset> data = openData(design, m_words.files.front(), m_words.dataDirs);
    auto shared = data ? std::make_shared<const Dataset>(std::move(*data)) : nullptr;
    if (shared) m_known[wanted] = shared;
    return shared;
  }

 private:
  const StudyWords& m_words;
  std::mutex m_mutex;
  std::map<std::string, std::shared_ptr<const Dataset>> m_known;
};

const Message kNoData{"study.no-data",
                      LL_TEXT("The data set of this point cannot be opened. Name its folder with --data."),
                      {}};

PointFigures figuresOf(const Design& base, const StudyPlan& plan, const StudyPoint& point, bool train,
                       SharedData& data) {
  const Result<Design> design = designAt(base, plan.study(), point);
  if (!design) return {{}, design.error()};
  std::shared_ptr<const Dataset> set = data.of(design.value());
  if (!set) return {{}, kNoData};
  if (!train) return simulatedFigures(design.value(), *set);
  HeadlessOptions options;
  options.cancelled = interrupted;
  return trainedFigures(design.value(), std::move(set), options);
}

// What is wrong with the words of a study that computes; those of one that collects are checked by
// themselves.
std::optional<Message> wrongWords(const StudyWords& words) {
  if (words.files.size() != 1) return Message{"cli.one-file", LL_TEXT("Name one design file."), {}};
  if (words.over.empty() && !words.seeds)
    return Message{
        "cli.no-study",
        LL_TEXT("Say what varies: --over PATH=FROM:TO:COUNT, or how often it is repeated: --seeds N."),
        {}};
  if (words.sample && words.latin)
    return Message{
        "cli.two-samplings", LL_TEXT("--sample and --latin choose the points. Leave one of them out."), {}};
  if (words.changes.epochs && !words.train)
    return Message{"cli.no-training", LL_TEXT("%1 is for a study with --train."), {std::string("--epochs")}};
  if (words.resume && !words.out)
    return Message{"cli.nothing-to-resume", LL_TEXT("--resume goes on in a file. Name it: --out FILE."), {}};
  if (words.shard && !readShard(*words.shard))
    return Message{
        "cli.bad-shard", LL_TEXT("--shard needs I/N with I from 1 to N, not “%1”."), {*words.shard}};
  for (const bool collecting : {words.csv, words.anyLibrary})
    if (collecting)
      return Message{"cli.only-collect", LL_TEXT("--csv and --any-library are for --collect."), {}};
  return sweptTwice(words.over, words.changes);
}

std::optional<Study> readStudy(const Design& design, const StudyWords& words) {
  Study out;
  out.sampling = words.latin ? Sampling::Latin : words.sample ? Sampling::Random : Sampling::Grid;
  out.samples = static_cast<std::size_t>(words.latin.value_or(words.sample.value_or(0)));
  out.seed = settingInteger(design, "training.seed");
  out.seeds = static_cast<int>(words.seeds.value_or(1));
  std::optional<Message> problem;
  for (const std::string& text : words.over) {
    Result<StudyAxis> axis = readStudyAxis(design, text, out.sampling);
    if (!axis) problem = axis.error();
    if (axis && out.seeds > 1 && axis.value().listed.path == "training.seed")
      problem = Message{"cli.seeds-twice",
                        LL_TEXT("--over %1 and --seeds both choose the seeds. Leave one of them out."),
                        {text}};
    if (problem) break;
    out.axes.push_back(std::move(axis).value());
  }
  if (!problem) problem = studyProblem(out);
  if (!problem) return out;
  complain(*problem);
  return std::nullopt;
}

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

// A study whose first point has no data or cannot compute is not begun.
bool canBegin(const Design& base, const StudyPlan& plan, SharedData& data) {
  const Result<Design> first = designAt(base, plan.study(), plan.point(0));
  if (!first) {
    complain(first.error());
    return false;
  }
  if (!data.of(first.value())) return false;
  const std::optional<Message> why = compileBench(first.value()).hardware->cannotCompute;
  if (why) complain(*why);
  return !why;
}

int compute(const Design& design, const StudyPlan& plan, const StudyWords& words) {
  const Shard shard = words.shard ? *readShard(*words.shard) : Shard{};
  std::vector<std::size_t> indices;
  for (std::size_t i = shard.first; i < plan.size(); i += shard.step) indices.push_back(i);
  SharedData data(words);
  if (!canBegin(design, plan, data)) return kFailed;
  const StudyHead head{kernels().name, designHash(design), words.train};
  std::optional<Lines> lines = Lines::open(words, head, plan, indices);
  if (!lines) return kFailed;
  const std::size_t done = lines->before(), left = indices.size() - done;
  const auto at = [&](std::size_t i) { return plan.point(indices[done + i]); };
  const auto work = [&](std::size_t i) {
    return interrupted() ? PointFigures{} : figuresOf(design, plan, at(i), words.train, data);
  };
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
  if (problems > 0) std::fprintf(stderr, "%zu of %zu points have a problem\n", problems, computed + problems);
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

int run(const StudyWords& words) {
  if (words.collect) return collect(words);
  if (const std::optional<Message> wrong = wrongWords(words)) {
    complain(*wrong);
    return kBadCommand;
  }
  const std::optional<Design> design = openDesign(words.files.front(), words.changes);
  if (!design) return kFailed;
  std::optional<Study> study = readStudy(*design, words);
  if (!study) return kFailed;
  if (!outputFits(words.out, inputsOf(*design, words.files, words.dataDirs))) return kFailed;
  return compute(*design, StudyPlan(*std::move(study)), words);
}

}  // namespace

Command study(Options& options) {
  return commandOf(options, declare, run);
}

}  // namespace lightloom::cli
