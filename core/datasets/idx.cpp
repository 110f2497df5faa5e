#include "datasets/internal/idx.h"

#include <algorithm>

#include "files/file_reader.h"
#include "files/inflate.h"

namespace lightloom::datasets {
namespace {

constexpr unsigned kUnsignedByte = 0x08;
constexpr std::size_t kMostDimensions = 4;
constexpr unsigned kOtherTypes[] = {0x09, 0x0B, 0x0C, 0x0D, 0x0E};

Message idxError(const char* id, const char* text, const std::string& source,
                 std::vector<MessageArgument> more = {}) {
  Message message{id, text, {source}};
  for (MessageArgument& argument : more) message.arguments.push_back(std::move(argument));
  return message;
}

// Takes an IDX stream piece by piece: the header into `sizes`, what follows to `out`.
class IdxStream {
 public:
  IdxStream(const std::string& source, const LoadBudget& budget, std::vector<std::uint8_t>* out)
      : m_source(source), m_budget(budget), m_deadline(budget), m_out(out) {}

  // False stops the stream: after an error, or when only the header is wanted and it is complete.
  bool take(std::string_view piece) {
    if (!m_headerDone && !takeHeader(piece)) return !m_error && !m_headerDone;
    if (!m_out) return false;
    if (m_deadline.passed())
      return fail(
          idxError("idx.too-slow", LL_TEXT("%1 takes too long to read; reading was stopped."), m_source));
    m_received += piece.size();
    if (m_received > m_expected)
      return fail(
          idxError("idx.too-long",
                   LL_TEXT("%1 holds more than the %2 bytes that its header announces. Download it again."),
                   m_source, {static_cast<std::int64_t>(m_expected)}));
    const auto* data = reinterpret_cast<const std::uint8_t*>(piece.data());
    m_out->insert(m_out->end(), data, data + piece.size());
    return true;
  }

  std::optional<Message> finish() {
    if (!m_error && !m_headerDone) truncated(0, 4);
    if (!m_error && m_out && m_received < m_expected) truncated(m_received, m_expected);
    return m_error;
  }
  const std::vector<std::uint32_t>& sizes() const { return m_sizes; }

 private:
  bool fail(Message message) {
    m_error = std::move(message);
    return false;
  }

  void truncated(std::uint64_t got, std::uint64_t expected) {
    fail(idxError("idx.truncated",
                  LL_TEXT("%1 ends too early: it holds %2 of %3 bytes. Download or copy it again."), m_source,
                  {static_cast<std::int64_t>(got), static_cast<std::int64_t>(expected)}));
  }

  // Moves header bytes from the piece; true once the header is complete and sound.
  bool takeHeader(std::string_view& piece) {
    while (!piece.empty() && m_header.size() < headerSize()) {
      m_header += piece.front();
      piece.remove_prefix(1);
      if (m_header.size() == 4 && !magicIsRight()) return false;
    }
    if (m_header.size() < 4 || m_header.size() < headerSize()) return false;
    m_headerDone = readSizes();
    return m_headerDone;
  }

  std::size_t headerSize() const { return m_header.size() < 4 ? 4 : 4 + 4 * byte(3); }
  std::size_t byte(std::size_t i) const { return static_cast<unsigned char>(m_header[i]); }

  bool magicIsRight() {
    if (const std::string_view form = foreignForm(m_header); !form.empty() && form != "binary data")
      return fail(foreign(m_source, form));
    const bool zeros = byte(0) == 0 && byte(1) == 0;
    const bool otherType =
        std::find(std::begin(kOtherTypes), std::end(kOtherTypes), byte(2)) != std::end(kOtherTypes);
    if (!zeros || (byte(2) != kUnsignedByte && !otherType))
      return fail(
          idxError("idx.wrong-magic",
                   LL_TEXT("%1 is not an IDX file (the form of MNIST): it starts with other bytes. Choose "
                           "another file."),
                   m_source));
    if (otherType)
      return fail(
          idxError("idx.unsupported-type",
                   LL_TEXT("%1 holds IDX data of a type other than bytes (0 … 255), which is not read. "
                           "Convert it to bytes or to CSV."),
                   m_source));
    if (byte(3) < 1 || byte(3) > kMostDimensions)
      return fail(idxError("idx.bad-dimensions",
                           LL_TEXT("%1 has %2 dimensions; 1 … 4 are possible. Download it again."), m_source,
                           {static_cast<std::int64_t>(byte(3))}));
    return true;
  }

  bool readSizes() {
    m_expected = 1;
    for (std::size_t at = 4; at < m_header.size(); at += 4) {
      const auto size =
          static_cast<std::uint32_t>(byte(at) << 24 | byte(at + 1) << 16 | byte(at + 2) << 8 | byte(at + 3));
      m_sizes.push_back(size);
      if (size == 0)
        return fail(idxError("idx.bad-dimensions",
                             LL_TEXT("%1 announces no data at all (a size of 0). Download it again."),
                             m_source));
      if (size > std::min(m_budget.bytes, m_budget.items) / m_expected)
        return fail(idxError(
            "idx.too-large",
            LL_TEXT("%1 announces more data than this program reads. Use a smaller part of it."), m_source));
      m_expected *= size;
    }
    return true;
  }

 public:
  static Message foreign(const std::string& source, std::string_view form) {
    if (form == "a web page" || form == "an XML document")
      return idxError(
          "idx.web-page",
          LL_TEXT("%1 holds %2 instead of data: the download went wrong. Download it again and look "
                  "at the address."),
          source, {std::string(form)});
    return idxError("idx.foreign", LL_TEXT("%1 holds %2, not IDX data. Unpack or convert it first."), source,
                    {std::string(form)});
  }

 private:
  const std::string& m_source;
  const LoadBudget& m_budget;
  Deadline m_deadline;
  std::vector<std::uint8_t>* m_out;
  std::string m_header;
  bool m_headerDone = false;
  std::vector<std::uint32_t> m_sizes;
  std::uint64_t m_expected = 0, m_received = 0;
  std::optional<Message> m_error;
};

std::optional<Message> run(IdxStream& stream, std::string_view bytes, const std::string& source,
                           const LoadBudget& budget) {
  if (bytes.empty()) return Message{"file.empty", LL_TEXT("%1 is empty. Restore it from a copy."), {source}};
  if (!isGzip(bytes)) {
    const std::string_view form = foreignForm(bytes);
    if (!form.empty() && form != "binary data") return IdxStream::foreign(source, form);
    stream.take(bytes);
    return stream.finish();
  }
  const InflateEnd end = inflateTo(bytes, Packing::Gzip, budget.bytes,
                                   [&](std::string_view piece) { return stream.take(piece); });
  if (end != InflateEnd::Complete && end != InflateEnd::Stopped) return inflateProblem(end, source);
  return stream.finish();
}

}  // namespace

bool looksLikeIdx(std::string_view bytes) {
  const auto begins = [](std::string_view start) { return start.starts_with(std::string_view("\0\0", 2)); };
  if (!isGzip(bytes)) return begins(bytes);
  bool found = false;
  inflateTo(bytes, Packing::Gzip, bytes.size() + (1 << 20), [&](std::string_view piece) {
    found = begins(piece);
    return false;
  });
  return found;
}

Result<std::vector<std::uint32_t>> readIdxSizes(std::string_view bytes, const std::string& source,
                                                const LoadBudget& budget) {
  IdxStream stream(source, budget, nullptr);
  if (std::optional<Message> error = run(stream, bytes, source, budget)) return *error;
  return stream.sizes();
}

Result<IdxArray> readIdx(std::string_view bytes, const std::string& source, const LoadBudget& budget) {
  IdxArray array;
  IdxStream stream(source, budget, &array.bytes);
  if (std::optional<Message> error = run(stream, bytes, source, budget)) return *error;
  array.sizes = stream.sizes();
  return array;
}

std::optional<Message> appendIdx(std::string_view bytes, const std::string& source, const LoadBudget& budget,
                                 std::vector<std::uint8_t>& out) {
  IdxStream stream(source, budget, &out);
  return run(stream, bytes, source, budget);
}

std::optional<Message> pictureLabelProblem(const std::vector<std::uint32_t>& pictures,
                                           const std::string& pictureSource,
                                           const std::vector<std::uint32_t>& labels,
                                           const std::string& labelSource) {
  if (pictures.size() == 1 && labels.size() > 1)
    return Message{
        "idx.swapped",
        LL_TEXT("%1 holds labels and %2 holds pictures: the two files are swapped. Exchange them."),
        {pictureSource, labelSource}};
  if (pictures.size() < 2)
    return Message{
        "idx.not-pictures",
        LL_TEXT("%1 holds one number per sample: it is a file of labels, not of pictures. Choose the "
                "file of pictures."),
        {pictureSource}};
  if (labels.size() != 1)
    return Message{"idx.not-labels",
                   LL_TEXT("%1 holds pictures where labels are expected. Choose the file of labels."),
                   {labelSource}};
  if (pictures[0] != labels[0])
    return Message{
        "idx.count-mismatch",
        LL_TEXT("%1 holds %2 pictures, but %3 holds %4 labels: they do not belong together. Choose the "
                "files of one set."),
        {pictureSource, std::int64_t{pictures[0]}, labelSource, std::int64_t{labels[0]}}};
  return std::nullopt;
}

}  // namespace lightloom::datasets
