#include "datasets/dataset_descriptor.h"

#include <algorithm>
#include <array>
#include <set>

#include "base/json_writer.h"
#include "base/units.h"
#include "files/json_reader.h"
#include "files/load_budget.h"

namespace lightloom::datasets {
namespace {

constexpr int kVersion = 1;

// Inputs are floats: within this range a scale and its inverse are normal ones.
constexpr double kSmallestScale = 1e-37, kLargestScale = 1e37;

// Whatever else stands in such a file is a slip of the pen: nobody would hear that it does nothing.
constexpr std::string_view kKeys[] = {
    "axis",         "classes",      "decimal_comma",  "directories", "file",      "first_line",
    "form",         "format",       "full_scale",     "ignore",      "image",     "input_names",
    "licence",      "missing",      "missing_values", "note",        "package",   "positive",
    "row_scale",    "separator",    "source",         "split",       "subject",   "target",
    "target_unit",  "task",         "test_images",    "test_labels", "thousands", "title",
    "train_images", "train_labels", "version"};

using D = DatasetDescriptor;

template <typename T>
struct Word {
  std::string_view word;
  T value;
};
template <typename T>
Word(const char*, T) -> Word<T>;

// The words of a file and what they say; a value without a word is one of which nothing is said.
constexpr std::array kForms = {Word{"csv", D::Form::Csv}, Word{"idx", D::Form::Idx},
                               Word{"generated", D::Form::Generated}};
constexpr std::array kTasks = {Word{"classification", D::Task::Classification},
                               Word{"regression", D::Task::Regression}};
constexpr std::array kMissing = {Word{"refuse", D::Missing::Refuse}, Word{"drop", D::Missing::Drop},
                                 Word{"class", D::Missing::Class}};
constexpr std::array kSubjects = {Word{"spectrum", Subject::Spectrum}, Word{"word", Subject::Word},
                                  Word{"board", Subject::Board}};
constexpr std::array kRowScales = {Word{"standard_normal", D::RowScale::StandardNormal}};
constexpr std::array kFirstLines = {Word{"names", D::FirstLine::Names}, Word{"other", D::FirstLine::Other},
                                    Word{"data", D::FirstLine::Data}};

class DescriptorReader {
 public:
  DescriptorReader(const JsonValue& root, const std::string& source) : m_root(root), m_source(source) {}

  bool read(DatasetDescriptor& out) {
    return header() && keys() && choices(out) && remarks(out) && text("title", out.title) &&
           text("file", out.file) && text("train_images", out.trainImages) &&
           text("train_labels", out.trainLabels) && text("test_images", out.testImages) &&
           text("test_labels", out.testLabels) && list("directories", out.directories) &&
           text("package", out.package) && list("missing_values", out.missingValues) &&
           list("target", out.targets) && list("ignore", out.ignored) &&
           text("target_unit", out.targetUnit) && classes(out) && text("positive", out.positive) &&
           flag("decimal_comma", out.numbers.decimalComma) && thousands(out) && numbersSaid(out) &&
           separator(out) && split(out) && scale(out) && image(out) && list("input_names", out.inputNames) &&
           axis(out);
  }
  const Message& error() const { return *m_error; }

 private:
  bool bad(const JsonValue& where, std::string_view field, std::string_view possible) {
    m_error = Message{"dataset.bad-descriptor",
                      LL_TEXT("%1, line %2: “%3” of a data set is %4. Correct it."),
                      {m_source, std::int64_t{where.line()}, std::string(field), std::string(possible)}};
    return false;
  }

  bool keys() {
    for (const JsonValue member : m_root) {
      const std::string key = member.key();
      if (std::find(std::begin(kKeys), std::end(kKeys), key) != std::end(kKeys)) continue;
      std::string known;
      for (const std::string_view one : kKeys) known += (known.empty() ? "" : ", ") + std::string(one);
      m_error =
          Message{"dataset.unknown-key",
                  LL_TEXT("%1, line %2: “%3” is nothing that can be said of a data set. Take it out, or "
                          "use one of: %4."),
                  {m_source, std::int64_t{member.line()}, key, known}};
      return false;
    }
    return true;
  }

  bool header() {
    const auto format = m_root.find("format"), version = m_root.find("version");
    const bool known = format && format->is(JsonKind::String) && format->string() == "lightloom-dataset" &&
                       version && version->integer() && *version->integer() >= 1 &&
                       *version->integer() <= kVersion;
    if (known) return true;
    m_error =
        Message{"dataset.bad-descriptor",
                LL_TEXT("%1 has the name of a table, so it should say how that is read, but does not "
                        "begin with {\"format\": \"lightloom-dataset\", \"version\": %2}. Correct it, or "
                        "rename it."),
                {m_source, std::int64_t{kVersion}}};
    return false;
  }

  // Titles, units, files, columns and classes all stand somewhere on the screen.
  static bool isName(const JsonValue& json) {
    return json.is(JsonKind::String) && json.string().size() <= LoadBudget().nameLength;
  }
  static constexpr std::string_view kAName = "a text of up to 256 bytes";

  bool text(std::string_view key, std::string& out) {
    const auto found = m_root.find(key);
    if (!found) return true;
    if (!isName(*found)) return bad(*found, key, kAName);
    out = found->string();
    return true;
  }

  // What people have noted is kept where it is text; the program makes nothing of it.
  bool remarks(DatasetDescriptor& out) {
    const std::pair<std::string_view, std::string*> all[] = {
        {"source", &out.source}, {"licence", &out.licence}, {"note", &out.note}};
    for (const auto& [key, into] : all)
      if (const auto found = m_root.find(key); found && found->is(JsonKind::String)) *into = found->string();
    return true;
  }

  bool flag(std::string_view key, bool& out) {
    const auto found = m_root.find(key);
    if (!found) return true;
    if (!found->is(JsonKind::Bool)) return bad(*found, key, "true or false");
    out = found->flag();
    return true;
  }

  // A list of texts or whole numbers, or a single one.
  bool list(std::string_view key, std::vector<std::string>& out) {
    const auto found = m_root.find(key);
    if (!found) return true;
    if (!found->is(JsonKind::Array)) return entry(*found, key, out);
    for (const JsonValue item : *found)
      if (!entry(item, key, out)) return false;
    return true;
  }

  bool entry(const JsonValue& json, std::string_view key, std::vector<std::string>& out) {
    if (isName(json))
      out.push_back(json.string());
    else if (const auto whole = json.integer())
      out.push_back(std::to_string(*whole));
    else if (key == "missing_values" && json.is(JsonKind::Number))
      out.push_back(shortestNumber(json.number()));
    else
      return bad(json, key, "a text of up to 256 bytes, a whole number, or a list of them");
    return true;
  }

  // Two classes of one name could not be told apart in any figure.
  bool classes(DatasetDescriptor& out) {
    if (!list("classes", out.classes)) return false;
    const std::set<std::string> different(out.classes.begin(), out.classes.end());
    if (different.size() == out.classes.size()) return true;
    return bad(*m_root.find("classes"), "classes", "a list of names that differ");
  }

  template <typename T, std::size_t kCount>
  bool choice(std::string_view key, const std::array<Word<T>, kCount>& words, T& out) {
    std::string said;
    if (!text(key, said)) return false;
    if (said.empty()) return true;
    for (const Word<T>& word : words)
      if (word.word == said) {
        out = word.value;
        return true;
      }
    std::string possible;
    for (const Word<T>& word : words)
      possible +=
          (possible.empty() ? "\"" : ", \"") + std::string(word.word == "\t" ? "\\t" : word.word) + '"';
    return bad(*m_root.find(key), key, "one of " + possible);
  }

  bool choices(DatasetDescriptor& out) {
    return choice("form", kForms, out.form) && choice("task", kTasks, out.task) &&
           choice("missing", kMissing, out.missing) && choice("subject", kSubjects, out.subject) &&
           choice("row_scale", kRowScales, out.rowScale) && choice("first_line", kFirstLines, out.firstLine);
  }

  bool separator(DatasetDescriptor& out) {
    constexpr std::array kSigns = {Word{",", ','}, Word{";", ';'}, Word{"\t", '\t'}, Word{"|", '|'},
                                   Word{" ", ' '}};
    return choice("separator", kSigns, out.separator);
  }

  bool numbersSaid(DatasetDescriptor& out) {
    out.numbersSaid = m_root.find("decimal_comma") || m_root.find("thousands");
    return true;
  }

  bool thousands(DatasetDescriptor& out) {
    char between = 0;
    constexpr std::array kSigns = {Word{",", ','}, Word{".", '.'}, Word{" ", ' '}, Word{"'", '\''}};
    if (!choice("thousands", kSigns, between)) return false;
    if (between == 0) return true;
    out.numbers.thousands = between;
    if (between != (out.numbers.decimalComma ? ',' : '.')) return true;
    return bad(*m_root.find("thousands"), "thousands",
               "another sign than the decimal one (a comma with \"decimal_comma\": true, else a point)");
  }

  bool split(DatasetDescriptor& out) {
    constexpr const char* kSplit = "an object such as {\"column\": \"speaker\", \"test\": [8, 14]}";
    const auto found = m_root.find("split");
    if (!found) return true;
    const auto column = found->find("column"), test = found->find("test");
    if (!column || !column->is(JsonKind::String) || !test || test->size() != 2)
      return bad(*found, "split", kSplit);
    const JsonValue low = *test->begin(), high = *++test->begin();
    if (!low.is(JsonKind::Number) || !high.is(JsonKind::Number)) return bad(*test, "split", kSplit);
    out.splitColumn = column->string();
    out.testRange = {low.number(), high.number()};
    return true;
  }

  bool scale(DatasetDescriptor& out) {
    const auto found = m_root.find("full_scale");
    if (!found) return true;
    const bool sound =
        found->is(JsonKind::Number) && found->number() >= kSmallestScale && found->number() <= kLargestScale;
    if (!sound) return bad(*found, "full_scale", "a number from 1e-37 to 1e37");
    out.fullScale = found->number();
    if (out.rowScale == DatasetDescriptor::RowScale::None) return true;
    return bad(*found, "full_scale", "left out beside \"row_scale\"");
  }

  bool image(DatasetDescriptor& out) {
    const auto found = m_root.find("image");
    if (!found) return true;
    const auto width = found->find("width"), height = found->find("height");
    if (!width || !height || !width->integer() || !height->integer())
      return bad(*found, "image", "an object such as {\"width\": 8, \"height\": 8}");
    const std::int64_t limit = 1 << 15;
    out.imageWidth = static_cast<int>(std::clamp<std::int64_t>(*width->integer(), 0, limit));
    out.imageHeight = static_cast<int>(std::clamp<std::int64_t>(*height->integer(), 0, limit));
    return true;
  }

  bool axis(DatasetDescriptor& out) {
    constexpr const char* kAxis = "an object such as {\"from\": 850, \"to\": 1050, \"unit\": \"nm\"}";
    const auto found = m_root.find("axis");
    if (!found) return true;
    const auto from = found->find("from"), to = found->find("to"), unit = found->find("unit");
    if (!from || !from->is(JsonKind::Number) || !to || !to->is(JsonKind::Number) ||
        from->number() == to->number() || (unit && !isName(*unit)))
      return bad(*found, "axis", kAxis);
    out.axis = {from->number(), to->number(), unit ? unit->string() : std::string()};
    if (out.subject == Subject::Spectrum) return true;
    return bad(*found, "axis", "left out where \"subject\" is not \"spectrum\"");
  }

  JsonValue m_root;
  const std::string& m_source;
  std::optional<Message> m_error;
};

/// Keys in the order of the alphabet, each only where something is said.
class DescriptorWriter {
 public:
  std::string write(const D& in) {
    m_json.beginObject();
    m_json.field("format", "lightloom-dataset");
    m_json.field("version", kVersion);
    axis(in);
    list("classes", in.classes);
    if (in.numbersSaid) m_json.field("decimal_comma", in.numbers.decimalComma);
    list("directories", in.directories);
    text("file", in.file);
    word("first_line", kFirstLines, in.firstLine, D::FirstLine::Told);
    word("form", kForms, in.form, D::Form::Csv);
    if (in.fullScale > 0) m_json.field("full_scale", in.fullScale);
    list("ignore", in.ignored);
    image(in);
    list("input_names", in.inputNames);
    text("licence", in.licence);
    word("missing", kMissing, in.missing, D::Missing::Refuse);
    list("missing_values", in.missingValues);
    text("note", in.note);
    text("package", in.package);
    text("positive", in.positive);
    word("row_scale", kRowScales, in.rowScale, D::RowScale::None);
    if (in.separator != 0) m_json.field("separator", std::string(1, in.separator));
    text("source", in.source);
    split(in);
    word("subject", kSubjects, in.subject, Subject::Numbers);
    if (in.targets.size() == 1)
      text("target", in.targets.front());
    else
      list("target", in.targets);
    text("target_unit", in.targetUnit);
    word("task", kTasks, in.task, D::Task::Told);
    text("test_images", in.testImages);
    text("test_labels", in.testLabels);
    if (in.numbers.thousands) m_json.field("thousands", std::string(1, *in.numbers.thousands));
    text("title", in.title);
    text("train_images", in.trainImages);
    text("train_labels", in.trainLabels);
    m_json.endObject();
    return m_json.take();
  }

 private:
  void text(std::string_view key, const std::string& said) {
    if (!said.empty()) m_json.field(key, said);
  }

  void list(std::string_view key, const std::vector<std::string>& said) {
    if (said.empty()) return;
    m_json.key(key);
    m_json.beginArray(JsonLayout::Inline);
    for (const std::string& one : said) m_json.value(one);
    m_json.endArray();
  }

  template <typename T, std::size_t kCount>
  void word(std::string_view key, const std::array<Word<T>, kCount>& words, T said, T usual) {
    if (said == usual) return;
    for (const Word<T>& word : words)
      if (word.value == said) m_json.field(key, word.word);
  }

  void axis(const D& in) {
    if (in.axis == InputAxis()) return;
    m_json.key("axis");
    m_json.beginObject(JsonLayout::Inline);
    m_json.field("from", in.axis.from);
    m_json.field("to", in.axis.to);
    text("unit", in.axis.unit);
    m_json.endObject();
  }

  void image(const D& in) {
    if (in.imageWidth == 0 && in.imageHeight == 0) return;
    m_json.key("image");
    m_json.beginObject(JsonLayout::Inline);
    m_json.field("width", in.imageWidth);
    m_json.field("height", in.imageHeight);
    m_json.endObject();
  }

  void split(const D& in) {
    if (in.splitColumn.empty()) return;
    m_json.key("split");
    m_json.beginObject(JsonLayout::Inline);
    m_json.field("column", in.splitColumn);
    m_json.key("test");
    m_json.value(std::vector<double>{in.testRange.first, in.testRange.second});
    m_json.endObject();
  }

  JsonWriter m_json;
};

}  // namespace

std::string saidKeys(std::initializer_list<std::pair<const char*, bool>> keys) {
  std::string out;
  for (const auto& [key, isSaid] : keys)
    if (isSaid) out += (out.empty() ? "\"" : ", \"") + std::string(key) + '"';
  return out;
}

Result<DatasetDescriptor> readDatasetDescriptor(std::string_view text, const std::string& source) {
  const Result<JsonDocument> document = JsonDocument::parse(text, source);
  if (!document) return document.error();
  DatasetDescriptor descriptor;
  DescriptorReader reader(document.value().root(), source);
  if (!reader.read(descriptor)) return reader.error();
  return descriptor;
}

std::string writeDatasetDescriptor(const DatasetDescriptor& descriptor) {
  return DescriptorWriter().write(descriptor);
}

}  // namespace lightloom::datasets
