#include "io/dataset_descriptor.h"

#include <algorithm>

#include "io/json_reader.h"

namespace lightloom {
namespace {

constexpr int kVersion = 1;

class DescriptorReader {
 public:
  DescriptorReader(const JsonValue& root, const std::string& source) : m_root(root), m_source(source) {}

  bool read(DatasetDescriptor& out) {
    return header() && choices(out) && text("title", out.title) && text("file", out.file) &&
           text("train_images", out.trainImages) && text("train_labels", out.trainLabels) &&
           text("test_images", out.testImages) && text("test_labels", out.testLabels) &&
           list("directories", out.directories) && text("package", out.package) &&
           list("target", out.targets) && list("ignore", out.ignored) &&
           text("target_unit", out.targetUnit) && list("classes", out.classes) &&
           flag("decimal_comma", out.decimalComma) && separator(out) && split(out) && scale(out) &&
           image(out);
  }
  const Message& error() const { return *m_error; }

 private:
  bool bad(const JsonValue& where, std::string_view field) {
    m_error =
        Message{"dataset.bad-descriptor",
                LL_TEXT("error",
                        "%1, line %2: “%3” does not describe a data set. Correct it after one of the JSON "
                        "files of the bundled sets."),
                {m_source, std::int64_t{where.line()}, std::string(field)}};
    return false;
  }

  bool header() {
    const auto format = m_root.find("format"), version = m_root.find("version");
    if (!format || !format->is(JsonKind::String) || format->string() != "lightloom-dataset")
      return bad(m_root, "format");
    if (!version || !version->integer() || *version->integer() < 1 || *version->integer() > kVersion)
      return bad(m_root, "version");
    return true;
  }

  bool text(std::string_view key, std::string& out) {
    const auto found = m_root.find(key);
    if (!found) return true;
    if (!found->is(JsonKind::String)) return bad(*found, key);
    out = found->string();
    return true;
  }

  bool flag(std::string_view key, bool& out) {
    const auto found = m_root.find(key);
    if (!found) return true;
    if (!found->is(JsonKind::Bool)) return bad(*found, key);
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
    if (json.is(JsonKind::String))
      out.push_back(json.string());
    else if (const auto whole = json.integer())
      out.push_back(std::to_string(*whole));
    else
      return bad(json, key);
    return true;
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
    return bad(*m_root.find(key), key);
  }

  bool choices(DatasetDescriptor& out) {
    using D = DatasetDescriptor;
    return choice<D::Form>("form",
                           {{"csv", D::Form::Csv}, {"idx", D::Form::Idx}, {"generated", D::Form::Generated}},
                           out.form) &&
           choice<D::Task>("task",
                           {{"classification", D::Task::Classification}, {"regression", D::Task::Regression}},
                           out.task) &&
           choice<D::FirstLine>(
               "first_line",
               {{"names", D::FirstLine::Names}, {"other", D::FirstLine::Other}, {"data", D::FirstLine::Data}},
               out.firstLine);
  }

  bool separator(DatasetDescriptor& out) {
    return choice<char>("separator", {{",", ','}, {";", ';'}, {"\t", '\t'}}, out.separator);
  }

  bool split(DatasetDescriptor& out) {
    const auto found = m_root.find("split");
    if (!found) return true;
    const auto column = found->find("column"), test = found->find("test");
    if (!column || !column->is(JsonKind::String) || !test || test->size() != 2) return bad(*found, "split");
    const JsonValue low = *test->begin(), high = *++test->begin();
    if (!low.is(JsonKind::Number) || !high.is(JsonKind::Number)) return bad(*test, "split");
    out.splitColumn = column->string();
    out.testRange = {low.number(), high.number()};
    return true;
  }

  bool scale(DatasetDescriptor& out) {
    const auto found = m_root.find("full_scale");
    if (!found) return true;
    if (!found->is(JsonKind::Number) || !(found->number() > 0)) return bad(*found, "full_scale");
    out.fullScale = found->number();
    return true;
  }

  bool image(DatasetDescriptor& out) {
    const auto found = m_root.find("image");
    if (!found) return true;
    const auto width = found->find("width"), height = found->find("height");
    if (!width || !height || !width->integer() || !height->integer()) return bad(*found, "image");
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

Result<DatasetDescriptor> readDatasetDescriptor(std::string_view text, const std::string& source) {
  const Result<JsonDocument> document = JsonDocument::parse(text, source);
  if (!document) return document.error();
  DatasetDescriptor descriptor;
  DescriptorReader reader(document.value().root(), source);
  if (!reader.read(descriptor)) return reader.error();
  return descriptor;
}

}  // namespace lightloom
