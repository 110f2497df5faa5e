#include "datasets/dataset_descriptor.h"

#include <algorithm>
#include <set>

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
    "classes",        "decimal_comma", "directories", "file",         "first_line",   "form",
    "format",         "full_scale",    "ignore",      "image",        "licence",      "missing",
    "missing_values", "note",          "package",     "positive",     "row_scale",    "separator",
    "source",         "split",         "target",      "target_unit",  "task",         "test_images",
    "test_labels",    "thousands",     "title",       "train_images", "train_labels", "version"};

class DescriptorReader {
 public:
  DescriptorReader(const JsonValue& root, const std::string& source) : m_root(root), m_source(source) {}

  bool read(DatasetDescriptor& out) {
    return header() && keys() && choices(out) && text("title", out.title) && text("file", out.file) &&
           text("train_images", out.trainImages) && text("train_labels", out.trainLabels) &&
           text("test_images", out.testImages) && text("test_labels", out.testLabels) &&
           list("directories", out.directories) && text("package", out.package) &&
           list("missing_values", out.missingValues) && list("target", out.targets) &&
           list("ignore", out.ignored) && text("target_unit", out.targetUnit) && classes(out) &&
           text("positive", out.positive) && flag("decimal_comma", out.numbers.decimalComma) &&
           thousands(out) && numbersSaid(out) && separator(out) && split(out) && scale(out) && image(out);
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

  template <typename T>
  bool choice(std::string_view key, std::initializer_list<std::pair<std::string_view, T>> words, T& out) {
    std::string word;
    if (!text(key, word)) return false;
    if (word.empty()) return true;
    for (const auto& [name, value] : words)
      if (name == word) {
        out = value;
        return true;
      }
    std::string possible;
    for (const auto& choice : words)
      possible +=
          (possible.empty() ? "\"" : ", \"") + std::string(choice.first == "\t" ? "\\t" : choice.first) + '"';
    return bad(*m_root.find(key), key, "one of " + possible);
  }

  bool choices(DatasetDescriptor& out) {
    using D = DatasetDescriptor;
    return choice<D::Form>("form",
                           {{"csv", D::Form::Csv}, {"idx", D::Form::Idx}, {"generated", D::Form::Generated}},
                           out.form) &&
           choice<D::Task>("task",
                           {{"classification", D::Task::Classification}, {"regression", D::Task::Regression}},
                           out.task) &&
           choice<D::Missing>(
               "missing",
               {{"refuse", D::Missing::Refuse}, {"drop", D::Missing::Drop}, {"class", D::Missing::Class}},
               out.missing) &&
           choice<D::RowScale>("row_scale", {{"standard_normal", D::RowScale::StandardNormal}},
                               out.rowScale) &&
           choice<D::FirstLine>(
               "first_line",
               {{"names", D::FirstLine::Names}, {"other", D::FirstLine::Other}, {"data", D::FirstLine::Data}},
               out.firstLine);
  }

  bool separator(DatasetDescriptor& out) {
    return choice<char>("separator", {{",", ','}, {";", ';'}, {"\t", '\t'}, {"|", '|'}, {" ", ' '}},
                        out.separator);
  }

  bool numbersSaid(DatasetDescriptor& out) {
    out.numbersSaid = m_root.find("decimal_comma") || m_root.find("thousands");
    return true;
  }

  bool thousands(DatasetDescriptor& out) {
    char between = 0;
    if (!choice<char>("thousands", {{",", ','}, {".", '.'}, {" ", ' '}, {"'", '\''}}, between)) return false;
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

  JsonValue m_root;
  const std::string& m_source;
  std::optional<Message> m_error;
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

}  // namespace lightloom::datasets
