// What people give to the program beside designs, turned into anything by libFuzzer (see tests/soak/fuzz).
// The reader is the one that LIGHTLOOM_FUZZ_READER names. Whatever is refused needs a message that can be
// printed; what is read must keep the promises of its reader. Everything else ends the program.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <random>
#include <string>

#include "all_rooms.h"
#include "base/printable.h"
#include "datasets/dataset_descriptor.h"
#include "datasets/internal/dataset_columns.h"
#include "datasets/internal/idx.h"
#include "datasets/speech_features.h"
#include "design/edit.h"
#include "design/expression.h"
#include "design/kind.h"
#include "documents/channel_table.h"
#include "documents/design_file.h"
#include "documents/diff_file.h"
#include "documents/internal/edit_log.h"
#include "documents/internal/npy.h"
#include "documents/recovery.h"
#include "documents/run_file.h"
#include "documents/talk.h"
#include "files/csv.h"
#include "files/npy.h"
#include "files/zip.h"

namespace lightloom::base {

// In place of the program's own, which would end the fuzzer before it has kept the input.
void checkFailed(const char* condition, const char* file, int line) {
  std::fprintf(stderr, "%s does not hold (%s:%d)\n", condition, file, line);
  std::abort();
}

}  // namespace lightloom::base

using namespace lightloom::tests;

namespace {

void demand(bool holds, const char* what, const std::string& detail = {}) {
  if (holds) return;
  std::fprintf(stderr, "%s: %s\n", what, printable(detail).c_str());
  std::abort();
}

// Whether it was read; a refusal must say why.
template <typename T>
bool was(const Result<T>& result) {
  if (result) return true;
  demand(!result.error().id.empty() && !printable(english(result.error())).empty(), "refused without a word");
  return false;
}

LoadBudget smallBudget() {
  LoadBudget out = LoadBudget::data();
  out.bytes = std::size_t{16} << 20;
  out.items = 1 << 20;
  out.seconds = 5;
  return out;
}

const Design& benchDesign() {
  static const Design design = [] {
    Design out;
    for (const char* kind : {"leader_laser", "vcsel_array", "lens", "detector_line"}) {
      Component part;
      part.kind = kind;
      out = apply(out, addComponent(out, part));
    }
    return out;
  }();
  return design;
}

void readRunBytes(const std::string& bytes) {
  const Result<RunFile> run = readRun(bytes, "fuzzed.loomrun");
  if (!was(run)) return;
  const Result<std::string> written = writeRun(run.value());
  if (!was(written)) return;
  const Result<RunFile> again = readRun(written.value(), "written.loomrun");
  demand(again.ok(), "what was written is refused", again ? "" : english(again.error()));
  demand(writeRun(again.value()).value() == written.value(), "other bytes were written the second time");
}

void readSnapshotBytes(const std::string& bytes) {
  const Result<Snapshot> snapshot = readSnapshot(bytes, "fuzzed.snapshot");
  if (!was(snapshot)) return;
  const Result<std::string> written = snapshotBytes(snapshot.value());
  if (was(written)) demand(readSnapshot(written.value(), "written").ok(), "what was written is refused");
}

void readNpyBytes(const std::string& bytes) {
  const Result<WeightMatrix> matrix = readNpy(bytes, "fuzzed.npy");
  if (was(matrix))
    demand(matrix.value().data.size() == matrix.value().rows * matrix.value().columns, "sizes do not fit");
  const Result<NpyArray> array = readNpyArray(bytes, "fuzzed.npy", smallBudget());
  if (!was(array)) return;
  std::size_t count = 1;
  for (const std::size_t size : array.value().shape) count *= size;
  demand(count == array.value().count(), "sizes do not fit");
}

void readIdxBytes(const std::string& bytes) {
  const Result<IdxArray> array = readIdx(bytes, "fuzzed.idx", smallBudget());
  if (!was(array)) return;
  std::size_t count = 1;
  for (const std::uint32_t size : array.value().sizes) count *= size;
  demand(count == array.value().bytes.size(), "sizes do not fit");
}

void readTable(const std::string& text) {
  const Result<CsvTable> table = readCsv(text, "fuzzed.csv", {}, smallBudget());
  if (!was(table)) return;
  for (std::size_t row = 0; row < std::min<std::size_t>(table.value().rows(), 50); ++row)
    for (std::size_t column = 0; column < table.value().columns(); ++column) {
      const Result<double> number = table.value().number(row, column);
      if (was(number)) demand(std::isfinite(number.value()), "a number that is none");
    }
  was(tableColumns(table.value(), {}, false));
}

void readLasers(const std::string& text) {
  const Result<ChannelImport> import = importChannels(benchDesign(), "vcsel_array1", text, "fuzzed.csv");
  if (!was(import)) return;
  const Design design = apply(benchDesign(), import.value().edit);
  demand(readDesign(writeDesign(design), "written").ok(), "a table made a design that cannot be read");
}

void readAssignment(const std::string& text) {
  const Result<Design> design = applyAssignment(benchDesign(), text);
  if (was(design))
    demand(readDesign(writeDesign(design.value()), "written").ok(),
           "an assignment made a design that cannot be read", text);
}

void readExpression(const std::string& text) {
  const Kind* lens = findKind("lens");
  const Parameter* row = findParameter(parametersOf(*lens), "focal_length");
  const auto names = [](std::string_view name) -> std::optional<Quantity> {
    return name == "f" ? std::optional(Quantity{0.05, Unit::Millimetre}) : std::nullopt;
  };
  const Result<double> value = evaluateExpression(*row, text, names);
  if (was(value)) demand(value.value() >= row->low && value.value() <= row->high, "outside its range", text);
  was(parseValue(*row, text, true));
}

void readParts(const std::string& text) {
  const Result<std::vector<ComponentPtr>> parts = readFragment(text, "clipboard");
  if (was(parts))
    demand(readFragment(writeFragment(parts.value()), "written").ok(), "what was written is refused");
}

void readLog(const std::string& text) {
  const Result<std::vector<LoggedEdit>> log = readEditLog(text, "fuzzed log", {});
  if (was(log))
    demand(readEditLog(writeEditLog(log.value()), "written", {}).ok(), "what was written is refused");
}

void readDifference(const std::string& text) {
  const Result<DiffFile> diff = readDiff(text, "fuzzed difference", {});
  if (!was(diff)) return;
  demand(readDiff(writeDiff(diff.value()), "written", {}).ok(), "what was written is refused");
  const Result<Design> made = applyDiff(diff.value(), Design());
  if (was(made)) was(readDesign(writeDesign(made.value()), "made", {}));
}

// Its designs are none of the reader's business: nothing is opened here.
void readTalkText(const std::string& text) {
  const Result<Talk> talk = readTalk(text, "fuzzed.loomtalk");
  if (!was(talk)) return;
  const Result<Talk> again = readTalk(writeTalk(talk.value()), "written.loomtalk");
  demand(again.ok(), "what was written is refused", again ? "" : english(again.error()));
  demand(again.value() == talk.value(), "another talk was read from what was written");
}

void readDescriptor(const std::string& text) {
  was(readDatasetDescriptor(text, "fuzzed.json"));
}

void readSound(const std::string& bytes) {
  const Result<Recording> sound = readWav(bytes, "fuzzed.wav", {});
  if (!was(sound)) return;
  for (const float sample : sound.value().samples) demand(sample >= -1 && sample <= 1, "beyond full scale");
  was(speechFeatures(sound.value(), "fuzzed.wav"));
}

const std::map<std::string, void (*)(const std::string&)>& readers() {
  static const std::map<std::string, void (*)(const std::string&)> table = {{"run", readRunBytes},
                                                                            {"snapshot", readSnapshotBytes},
                                                                            {"npy", readNpyBytes},
                                                                            {"idx", readIdxBytes},
                                                                            {"csv", readTable},
                                                                            {"lasers", readLasers},
                                                                            {"assignment", readAssignment},
                                                                            {"expression", readExpression},
                                                                            {"fragment", readParts},
                                                                            {"log", readLog},
                                                                            {"diff", readDifference},
                                                                            {"descriptor", readDescriptor},
                                                                            {"talk", readTalkText},
                                                                            {"wav", readSound}};
  return table;
}

bool isArchive(std::string_view bytes) {
  return bytes.substr(0, 4) == "PK\3\4";
}

}  // namespace

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t largest);

// Of an archive mostly an entry is changed, and all is packed again: else nothing but checksums would be
// tried.
extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t largest,
                                               unsigned seed) {
  std::minstd_rand random(seed);
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  if (!isArchive(bytes) || random() % 4 == 0) return LLVMFuzzerMutate(data, size, largest);
  Result<std::vector<ZipEntry>> entries = readZip(bytes, "fuzzed", smallBudget());
  if (!entries || entries.value().empty()) return LLVMFuzzerMutate(data, size, largest);
  std::string& entry = entries.value()[random() % entries.value().size()].bytes;
  const std::size_t old = entry.size();
  entry.resize(old + 64);
  entry.resize(LLVMFuzzerMutate(reinterpret_cast<std::uint8_t*>(entry.data()), old, entry.size()));
  const Result<std::string> packed = writeZip(entries.value());
  if (!packed || packed.value().size() > largest) return LLVMFuzzerMutate(data, size, largest);
  std::copy(packed.value().begin(), packed.value().end(), data);
  return packed.value().size();
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static void (*const reader)(const std::string&) = [] {
    const char* name = std::getenv("LIGHTLOOM_FUZZ_READER");
    const auto found = readers().find(name ? name : "");
    if (found != readers().end()) return found->second;
    std::fprintf(stderr, "LIGHTLOOM_FUZZ_READER names none of the readers in tests/soak/fuzz_readers.cpp\n");
    std::exit(2);
  }();
  reader(std::string(reinterpret_cast<const char*>(data), size));
  return 0;
}
