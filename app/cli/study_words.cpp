#include "study_words.h"

#include <algorithm>

#include "design/edit.h"
#include "export/study_file.h"
#include "files/value_json.h"

namespace lightloom::cli {
namespace {

constexpr long kMostSamples = 1000000, kMostSeeds = 1000, kMostShards = 10000;

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
         words.changes.any();
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
  options.flag("--train", words.train, "trains at each point");
  declareEpochs(options, words.changes);
  declareSet(options, words.changes);
  declareSeed(options, words.changes);
  options.text("--study", "FILE", words.study,
               "a description (JSON) instead of the words about what is computed");
  options.text("--describe", "FILE", words.describe, "writes the description instead of computing it");
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
  if (words.csv || words.anyLibrary)
    return Message{"cli.only-collect", LL_TEXT("--csv and --any-library are for --collect."), {}};
  return std::nullopt;
}

Result<StudyDescription> describedStudy(const StudyWords& words) {
  if (words.study) return fromFile(words);
  if (words.sample && words.latin)
    return Message{
        "cli.two-samplings", LL_TEXT("--sample and --latin choose the points. Leave one of them out."), {}};
  if (std::optional<Message> twice = sweptTwice(words.over, words.changes)) return *std::move(twice);
  StudyDescription out;
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
  out.samples = words.latin ? words.latin : words.sample;
  out.work = words.train ? PointWork::Train : PointWork::Simulate;
  out.epochs = words.changes.epochs;
  out.seed = words.changes.seed;
  out.seeds = words.seeds;
  if (std::optional<Message> problem = descriptionProblem(out)) return *std::move(problem);
  return out;
}

Changes changesOf(const StudyDescription& description) {
  return {description.set, description.seed, description.epochs};
}

}  // namespace lightloom::cli
