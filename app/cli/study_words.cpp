#include "study_words.h"

#include <algorithm>

#include "design/edit.h"
#include "export/study_file.h"
#include "files/value_json.h"

namespace lightloom::cli {
namespace {

constexpr long kMostSamples = 1000000, kMostSeeds = 1000, kMostShards = 10000;

constexpr long kUsualPoints = 100;
constexpr RefusedWord kNoShare = {"cli.bad-number",
                                  LL_TEXT("%1 needs a number above 0 and below 1, not “%2”.")};

std::string pathOf(const std::string& assignment) {
  return assignment.substr(0, assignment.find('='));
}

// Of several values for one path the last one counts.
Result<std::vector<std::string>> lastOfEach(const std::vector<std::string>& assignments) {
  std::vector<std::string> out;
  for (const std::string& assignment : assignments) {
    if (const Result<Design> wrong = applyAssignment({}, assignment);
        !wrong && wrong.error().id == "path.syntax")
      return wrong.error();
    const auto same = [&](const std::string& other) { return pathOf(other) == pathOf(assignment); };
    out.erase(std::remove_if(out.begin(), out.end(), same), out.end());
    out.push_back(assignment);
  }
  return out;
}

// Whether words describe a study, beside its file and its design.
bool describes(const StudyWords& words) {
  return !words.over.empty() || words.sample || words.latin || words.seeds || words.train ||
         words.changes.any() || words.test || words.sensitivity || words.tolerance || words.yield ||
         words.points || words.search || words.off || words.cost || words.atLeast || !words.errors.empty() ||
         !words.subjectTo.empty();
}

// Words of which one would silently win.
std::optional<Message> twoAtOnce(const StudyWords& words) {
  if (words.sample && words.latin)
    return Message{
        "cli.two-samplings", LL_TEXT("--sample and --latin choose the points. Leave one of them out."), {}};
  if (words.test && words.train)
    return Message{
        "cli.two-works", LL_TEXT("--test and --train say what is done. Leave one of them out."), {}};
  if (words.sensitivity + words.tolerance + words.yield.has_value() + words.search.has_value() > 1)
    return Message{
        "cli.two-kinds",
        LL_TEXT("--sensitivity, --tolerance, --yield and --search each ask for another study. Name "
                "one of them."),
        {}};
  if (words.points && !words.search)
    return Message{"cli.no-search", LL_TEXT("--points is for a study with --search."), {}};
  return std::nullopt;
}

Result<StudyDescription> fromFile(const StudyWords& words) {
  if (describes(words))
    return Message{
        "cli.described-twice",
        LL_TEXT("--study %1 says what is computed. Leave other words about that out, or change the "
                "file."),
        {*words.study}};
  Result<StudyDescription> out = readStudyFile(*words.study);
  if (!out || words.files.empty()) return out;
  StudyDescription of = std::move(out).value();
  of.design = words.files.front();
  return of;
}

}  // namespace

void declareStudy(Options& options, StudyWords& words) {
  options.words("FILE", words.files, "a design; with --collect the lines of a study, of each shard");
  options.texts("--over", "PATH=VALUES", words.over,
                "FROM:TO:COUNT[:log] or VALUE,VALUE...; to sample in FROM:TO[:log]; again and again");
  options.whole("--sample", words.sample, kMostSamples, "points drawn at random instead of all combinations");
  options.whole("--latin", words.latin, kMostSamples,
                "points of a Latin hypercube instead of all combinations");
  options.whole("--seeds", words.seeds, kMostSeeds, "repeats each point with so many seeds");
  options.flag("--test", words.test, "trains once, and tests that network at each point");
  options.flag("--train", words.train, "trains at each point");
  options.flag("--sensitivity", words.sensitivity, "what each value does that is off, the worst first");
  options.real("--off", "SHARE", words.off, "with it: how much a value without a stated error is off (0.01)",
               kNoShare);
  options.flag("--tolerance", words.tolerance, "how far each adjuster, spread and temperature may be off");
  options.real("--cost", "SHARE", words.cost, "with it: how much of the accuracy may go (0.01)", kNoShare);
  options.whole("--yield", words.yield, kMostSamples,
                "how good so many benches are that are not quite alike");
  options.texts(
      "--error", "NAME=VALUE", words.errors,
      "with it: placement, angle, reflectance, detuning, grating, dead_lasers, dead_pixels; again and again");
  options.real("--at-least", "ACCURACY", words.atLeast,
               "with it: of a bench that is good enough; else the mean", kNoShare);
  options.text("--search", "FIGURE", words.search,
               "the values of --over with the best FIGURE, min:FIGURE or max:FIGURE");
  options.texts("--subject-to", "LIMIT", words.subjectTo,
                "with it: FIGURE>=VALUE, FIGURE<=VALUE, buildable, laser_class<=3R; again and again");
  options.whole("--points", words.points, kMostSamples, "with it: how many points it looks at (100)");
  declareEpochs(options, words.changes);
  declareSet(options, words.changes);
  declareSeed(options, words.changes);
  options.text("--study", "FILE", words.study,
               "a description (JSON) instead of the words about what is computed");
  options.text("--describe", "FILE", words.describe, "writes the description instead of computing it");
  declareData(options, words.dataDirs);
  declareThreads(options, words.threads, "how many points are computed at once; else as many as processors");
  options.text("--out", "FILE", words.out, "lines of JSON, each as soon as it is there; instead of stdout");
  options.text("--designs", "DIR", words.designs,
               "the worst benches of a yield, the best and the front of a search, as designs");
  declareJson(options, words.json);
  options.text("--shard", "I/N", words.shard, "only every Nth point, from the Ith on; I from 1");
  options.text("--slurm", "DIR", words.slurm,
               "writes an array job for sbatch instead, with the study in a folder");
  options.text("--parallel", "DIR", words.parallel, "writes the line for GNU parallel instead, likewise");
  options.whole("--tasks", words.tasks, kMostShards, "with these two: how many shards (4)");
  options.text("--partition", "NAME", words.partition, "with --slurm, as sbatch takes it");
  options.text("--time", "LIMIT", words.time, "with --slurm, as sbatch takes it");
  options.text("--memory", "SIZE", words.memory, "with --slurm, as sbatch takes it");
  options.texts("--module", "NAME", words.modules, "with --slurm: loaded before; again and again");
  options.text("--hosts", "LIST", words.hosts, "with --parallel: as its --sshlogin takes them");
  options.flag("--resume", words.resume, "goes on behind the lines that --out holds");
  options.flag("--collect", words.collect,
               "joins the lines in the files that are named, in the order of the study");
  options.flag("--csv", words.csv, "with --collect: a row for each point, repetitions as mean and deviation");
  options.flag("--any-library", words.anyLibrary, "with --collect: takes results of unlike kernels together");
}

std::optional<Shard> readShard(const std::string& text) {
  const std::size_t slash = text.find('/');
  const auto one = wholeNumber(text.substr(0, slash)),
             all = slash == std::string::npos ? std::nullopt : wholeNumber(text.substr(slash + 1));
  if (!one || !all || *one < 1 || *all < *one || *all > kMostShards) return std::nullopt;
  return Shard{static_cast<std::size_t>(*one - 1), static_cast<std::size_t>(*all)};
}

std::optional<Message> wrongStudyWords(const StudyWords& words) {
  if (words.files.size() > 1 || (words.files.empty() && !words.study))
    return Message{"cli.one-file", LL_TEXT("Name one design file."), {}};
  if (words.resume && !words.out)
    return Message{"cli.nothing-to-resume", LL_TEXT("--resume goes on in a file. Name it: --out FILE."), {}};
  if (words.shard && !readShard(*words.shard))
    return Message{
        "cli.bad-shard", LL_TEXT("--shard needs I/N with I from 1 to N, not “%1”."), {*words.shard}};
  const bool slurm = words.partition || words.time || words.memory || !words.modules.empty();
  if ((slurm && !words.slurm) || (words.hosts && !words.parallel) ||
      (words.tasks && !words.slurm && !words.parallel))
    return Message{"cli.no-job",
                   LL_TEXT("--partition, --time, --memory and --module are for --slurm, --hosts is for "
                           "--parallel, and --tasks is for these two."),
                   {}};
  if ((words.slurm || words.parallel) && (words.out || words.shard || words.resume || words.designs))
    return Message{"cli.job-elsewhere",
                   LL_TEXT("A job shares out its points itself. Leave --out, --shard, --resume and --designs "
                           "out."),
                   {}};
  if (words.csv || words.anyLibrary)
    return Message{"cli.only-collect", LL_TEXT("--csv and --any-library are for --collect."), {}};
  return std::nullopt;
}

std::optional<Message> wrongForCollect(const StudyWords& words) {
  const struct {
    const char* name;
    bool said;
  } parts[] = {{"--designs", words.designs.has_value()},
               {"--shard", words.shard.has_value()},
               {"--resume", words.resume},
               {"--slurm", words.slurm.has_value()},
               {"--parallel", words.parallel.has_value()},
               {"--describe", words.describe.has_value()}};
  for (const auto& part : parts)
    if (part.said)
      return Message{"cli.not-with-collect",
                     LL_TEXT("--collect computes nothing, so it has no use for %1. Leave it out."),
                     {std::string(part.name)}};
  return std::nullopt;
}

Result<StudyDescription> describedStudy(const StudyWords& words) {
  if (words.study) return fromFile(words);
  if (std::optional<Message> two = twoAtOnce(words)) return *std::move(two);
  if (std::optional<Message> twice = sweptTwice(words.over, words.changes)) return *std::move(twice);
  StudyDescription out = kindOf(words);
  out.design = words.files.front();
  Result<std::vector<std::string>> set = lastOfEach(words.changes.assignments);
  if (!set) return set.error();
  out.set = std::move(set).value();
  for (const std::string& text : words.over) {
    Result<VariedPath> varied = readVariedPath(text);
    if (!varied) return varied.error();
    out.over.push_back(std::move(varied).value());
  }
  out.sampling = words.latin ? Sampling::Latin : words.sample ? Sampling::Random : Sampling::Grid;
  for (const std::optional<long>& count : {words.latin, words.sample, words.yield, words.points})
    if (count) out.samples = count;
  if (words.search && !words.points) out.samples = kUsualPoints;
  if (words.train) out.work = PointWork::Train;
  if (words.test) out.work = PointWork::Test;
  out.off = words.off;
  out.cost = words.cost;
  for (const std::string& error : words.errors) {
    std::erase_if(out.errors, [&](const std::string& other) { return pathOf(other) == pathOf(error); });
    out.errors.push_back(error);
  }
  out.epochs = words.changes.epochs;
  out.seed = words.changes.seed;
  out.seeds = words.seeds;
  if (std::optional<Message> problem = descriptionProblem(out)) return *std::move(problem);
  return out;
}

std::optional<Message> wrongForKind(const StudyWords& words, StudyKind kind) {
  const bool job = words.slurm || words.parallel;
  if (job && (kind == StudyKind::Search || kind == StudyKind::Tolerance))
    return Message{
        "cli.no-shards",
        LL_TEXT("A study of the kind “%1” has no shards that a job could share out. Compute it here."),
        {std::string(studyKindKey(kind))}};
  if (kind == StudyKind::Search && words.shard)
    return Message{
        "cli.search-is-one",
        LL_TEXT("A search goes from one point to the next, so it has no shards. Leave --shard out."),
        {}};
  if (kind == StudyKind::Tolerance && (words.shard || words.out || words.resume))
    return Message{"cli.tolerance-is-one",
                   LL_TEXT("Tolerances are no points in lines. Leave --out, --resume and --shard out."),
                   {}};
  if (words.json && kind == StudyKind::Sweep)
    return Message{
        "cli.no-summary", LL_TEXT("The lines of this study are JSON already. Leave --json out."), {}};
  if (words.designs && kind != StudyKind::Yield && kind != StudyKind::Search)
    return Message{"cli.no-designs", LL_TEXT("--designs is for a study with --yield or --search."), {}};
  return std::nullopt;
}

StudyDescription kindOf(const StudyWords& words) {
  StudyDescription out;
  if (words.sensitivity) out.kind = StudyKind::Sensitivity;
  if (words.tolerance) out.kind = StudyKind::Tolerance;
  if (words.yield) out.kind = StudyKind::Yield;
  if (words.search) out.kind = StudyKind::Search;
  out.atLeast = words.atLeast;
  out.objective = words.search.value_or("");
  out.subjectTo = words.subjectTo;
  return out;
}

Changes changesOf(const StudyDescription& description) {
  return {description.set, description.seed, description.epochs};
}

}  // namespace lightloom::cli
