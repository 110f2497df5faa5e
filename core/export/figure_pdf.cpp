#include "export/figure_pdf.h"

#include <algorithm>
#include <map>
#include <optional>

#include "base/check.h"
#include "export/internal/pdf_structure.h"
#include "export/pdf_file.h"
#include "export/svg.h"
#include "files/safe_writer.h"

namespace lightloom::exports {
namespace {

constexpr double kPointsPerMm = 72 / 25.4;

std::uint32_t bigEndian(const std::string& bytes, std::size_t at) {
  if (at + 2 > bytes.size()) return 0;
  return static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[at]) << 8 |
                                    static_cast<unsigned char>(bytes[at + 1]));
}

double signedUnits(const std::string& bytes, std::size_t at) {
  return static_cast<double>(static_cast<std::int16_t>(bigEndian(bytes, at)));
}

// Text that needs no shaping: one glyph per character, from the left to the right.
bool isPlain(char32_t code) {
  const bool combines = (code >= 0x300 && code < 0x370) || (code >= 0x200B && code < 0x2010);
  return !combines && (code < 0x590 || (code >= 0x1E00 && code < 0x2C00));
}

std::vector<char32_t> codePoints(const std::string& text) {
  const std::string units = utf16Hex(text);
  std::vector<char32_t> out;
  for (std::size_t at = 0; at + 4 <= units.size(); at += 4) {
    const auto unit = static_cast<char32_t>(std::stoul(units.substr(at, 4), nullptr, 16));
    if (unit >= 0xDC00 && unit < 0xE000 && !out.empty())
      out.back() = 0x10000 + ((out.back() - 0xD800) << 10) + (unit - 0xDC00);
    else
      out.push_back(unit);
  }
  return out;
}

std::string hexGlyph(std::uint32_t glyph) {
  constexpr char kDigits[] = "0123456789ABCDEF";
  std::string out;
  for (int shift = 12; shift >= 0; shift -= 4) out += kDigits[(glyph >> shift) & 0xF];
  return out;
}

/// A font while pages are written: which of its glyphs they use.
class UsedFont {
 public:
  UsedFont(const FigureFont& font, std::string resource)
      : m_font(font),
        m_resource(std::move(resource)),
        m_head(font.tables("head")),
        m_hhea(font.tables("hhea")),
        m_hmtx(font.tables("hmtx")) {}

  const std::string& resource() const { return m_resource; }
  bool isUsed() const { return !m_used.empty(); }

  /// The glyphs of a text; none where the font does not have all of it.
  std::optional<std::vector<std::uint16_t>> glyphsOf(const std::string& text) {
    std::vector<std::pair<std::uint16_t, char32_t>> found;
    for (const char32_t code : codePoints(text)) {
      const std::uint16_t glyph = isPlain(code) ? m_font.glyphOf(code) : std::uint16_t{0};
      if (glyph == 0) return std::nullopt;
      found.emplace_back(glyph, code);
    }
    std::vector<std::uint16_t> out;
    for (const auto& [glyph, code] : found) {
      m_used.emplace(glyph, code);
      out.push_back(glyph);
    }
    return out;
  }

  double widthOf(const std::vector<std::uint16_t>& glyphs) const {
    double out = 0;
    for (const std::uint16_t glyph : glyphs) out += advance(glyph);
    return out;
  }

  int write(PdfFile& file) const {
    std::set<std::uint16_t> glyphs;
    std::string widths, letters;
    for (const auto& [glyph, code] : m_used) {
      glyphs.insert(glyph);
      widths += std::to_string(glyph) + " [" + pdfNumber(1000 * advance(glyph), 1) + "] ";
      letters += hexGlyph(glyph);
    }
    const std::optional<std::string> subset = subsetFont(m_font.tables, glyphs);
    LL_CHECK(subset.has_value());
    const std::string name = std::string("/") + tagOf(letters) + "+" + m_font.name;
    const int program = file.addStream(*subset, "/Length1 " + std::to_string(subset->size()));
    const int descriptor = file.add(
        "<< /Type /FontDescriptor /FontName " + name + " /Flags 4 /FontBBox [" + thousandths(m_head, 36) +
        " " + thousandths(m_head, 38) + " " + thousandths(m_head, 40) + " " + thousandths(m_head, 42) +
        "] /ItalicAngle 0 /Ascent " + thousandths(m_hhea, 4) + " /Descent " + thousandths(m_hhea, 6) +
        " /CapHeight " + thousandths(m_hhea, 4) + " /StemV 80 /FontFile2 " + pdfReference(program) + " >>");
    const int descendant = file.add(
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont " + name +
        " /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor " +
        pdfReference(descriptor) + " /CIDToGIDMap /Identity /DW 600 /W [ " + widths + "] >>");
    const int unicode = file.addPlainStream(unicodeMap(), {});
    return file.add("<< /Type /Font /Subtype /Type0 /BaseFont " + name +
                    " /Encoding /Identity-H /DescendantFonts [ " + pdfReference(descendant) +
                    " ] /ToUnicode " + pdfReference(unicode) + " >>");
  }

 private:
  double em() const { return std::max(1.0, static_cast<double>(bigEndian(m_head, 18))); }

  /// The width of a glyph, in ems.
  double advance(std::uint16_t glyph) const {
    const std::uint32_t metrics = std::max<std::uint32_t>(1, bigEndian(m_hhea, 34));
    return bigEndian(m_hmtx, 4 * std::min<std::uint32_t>(glyph, metrics - 1)) / em();
  }

  std::string thousandths(const std::string& table, std::size_t at) const {
    return pdfNumber(1000 * signedUnits(table, at) / em(), 0);
  }

  // Six letters that tell this choice of glyphs from others.
  static std::string tagOf(const std::string& glyphs) {
    std::string out;
    for (const char digit : sha256Hex(glyphs).substr(0, 6))
      out += static_cast<char>('A' + (digit <= '9' ? digit - '0' : digit - 'a' + 10));
    return out;
  }

  // Maps glyphs to characters, so that the text can be searched and copied.
  std::string unicodeMap() const {
    constexpr std::size_t kMostLines = 100;  // of one section, by the format
    std::string out =
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n";
    std::vector<std::string> lines;
    for (const auto& [glyph, code] : m_used) {
      const std::string digits = hexGlyph(glyph);
      std::string meaning = hexGlyph(code & 0xFFFF);
      if (code >= 0x10000)
        meaning = hexGlyph(0xD800 + ((code - 0x10000) >> 10)) + hexGlyph(0xDC00 + ((code - 0x10000) & 0x3FF));
      lines.push_back(std::string("<") + digits + "> <" + digits + "> <" + meaning + ">\n");
    }
    for (std::size_t first = 0; first < lines.size(); first += kMostLines) {
      const std::size_t end = std::min(lines.size(), first + kMostLines);
      out += std::to_string(end - first) + " beginbfrange\n";
      for (std::size_t i = first; i < end; ++i) out += lines[i];
      out += "endbfrange\n";
    }
    return out + "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n";
  }

  const FigureFont& m_font;
  std::string m_resource, m_head, m_hhea, m_hmtx;
  std::map<std::uint16_t, char32_t> m_used;
};

std::string colourOf(const std::string& name, const char* op) {
  std::string out;
  for (std::size_t at : {1, 3, 5})
    out += pdfNumber(static_cast<double>(std::stoul(name.substr(at, 2), nullptr, 16)) / 255) + " ";
  return out + op + "\n";
}

struct PageFonts {
  UsedFont regular, bold;
  const FigureFonts& source;
};

/// Writes marks as operators in mm, y down.
struct OperatorWriter {
  std::string& out;
  PageFonts& fonts;
  std::map<std::string, std::string>& opacities;  ///< by resource name

  void operator()(const PagePath& path) const {
    if (path.points.empty()) return;
    takeInk(path.ink);
    const char* op = " m\n";
    for (const PagePoint& point : path.points) {
      out += at(point) + op;
      op = " l\n";
    }
    if (path.closed) out += "h\n";
    paint(path.ink);
  }

  void operator()(const PageEllipse& ellipse) const {
    constexpr double kHandle = 0.5522847498;  // of a quarter of a circle
    const double x = ellipse.centre.x, y = ellipse.centre.y, rx = ellipse.radiusX, ry = ellipse.radiusY;
    takeInk(ellipse.ink);
    out += at({x + rx, y}) + " m\n";
    const double turns[4][2] = {{1, 0}, {0, 1}, {-1, 0}, {0, -1}};
    for (int i = 0; i < 4; ++i) {
      const auto *a = turns[i], *b = turns[(i + 1) % 4];
      out += at({x + rx * (a[0] + kHandle * b[0]), y + ry * (a[1] + kHandle * b[1])}) + " " +
             at({x + rx * (b[0] + kHandle * a[0]), y + ry * (b[1] + kHandle * a[1])}) + " " +
             at({x + rx * b[0], y + ry * b[1]}) + " c\n";
    }
    out += "h\n";
    paint(ellipse.ink);
  }

  void operator()(const PageText& text) const {
    UsedFont& font = text.bold ? fonts.bold : fonts.regular;
    const auto glyphs = font.glyphsOf(text.text);
    TextOutline outline;
    if (!glyphs) outline = fonts.source.outlineOf(text.text, text.bold);
    const double size = text.points * kMmPerPoint;
    const double width = size * (glyphs ? font.widthOf(*glyphs) : outline.width);
    const double before = text.anchor == TextAnchor::Start    ? 0
                          : text.anchor == TextAnchor::Middle ? width / 2
                                                              : width;
    const PagePoint from =
        text.upwards ? PagePoint{text.at.x, text.at.y + before} : PagePoint{text.at.x - before, text.at.y};
    const std::string s = pdfNumber(size, 5), minus = pdfNumber(-size, 5);
    const std::string matrix = text.upwards ? "0 " + minus + " " + minus + " 0 " : s + " 0 0 " + minus + " ";
    setOpacity(1);
    out += colourOf(text.colour, "rg");
    if (!glyphs) {
      out += "/Span << /ActualText " + pdfText(text.text) + " >> BDC\nq " + matrix + at(from) + " cm\n" +
             outline.operators + "Q\nEMC\n";
      return;
    }
    out += "BT\n/" + font.resource() + " 1 Tf " + matrix + at(from) + " Tm\n<";
    for (const std::uint16_t glyph : *glyphs) out += hexGlyph(glyph);
    // Whoever reads on does not run the lines of a paragraph together.
    if (const auto space = font.glyphsOf(" ")) out += hexGlyph(space->front());
    out += "> Tj\nET\n";
  }

 private:
  static std::string at(const PagePoint& point) { return pdfNumber(point.x) + " " + pdfNumber(point.y); }

  void setOpacity(double opacity) const {
    const std::string value = pdfNumber(opacity, 3);
    const std::string name = std::string("G") + pdfNumber(1000 * opacity, 0);
    opacities[name] = value;
    out += "/" + name + " gs\n";
  }

  void takeInk(const PageInk& ink) const {
    setOpacity(ink.opacity);
    if (!ink.fill.empty()) out += colourOf(ink.fill, "rg");
    if (ink.stroke.empty()) return;
    out += colourOf(ink.stroke, "RG") + pdfNumber(ink.width) + " w [";
    for (const double length : ink.dash) out += pdfNumber(length) + " ";
    out += "] 0 d\n";
  }

  void paint(const PageInk& ink) const {
    out += ink.fill.empty() ? (ink.stroke.empty() ? "n\n" : "S\n") : ink.stroke.empty() ? "f\n" : "B\n";
  }
};

/// A heading and where it stands.
struct Bookmark {
  std::string text;
  int page;  ///< object
  double topPoints;
};

void addBookmark(std::vector<Bookmark>& bookmarks, const PageFigure& page, int object,
                 const PageGroup& group) {
  if (group.tag.role != PageRole::Title && group.tag.role != PageRole::Heading) return;
  Bookmark out{{}, object, (page.heightMm - boxOf(group).y) * kPointsPerMm};
  for (const PageMark& mark : group.marks)
    if (const auto* text = std::get_if<PageText>(&mark))
      out.text += (out.text.empty() ? "" : " ") + text->text;
  if (!out.text.empty()) bookmarks.push_back(std::move(out));
}

// The outline of the document; 0 without headings.
int writeBookmarks(PdfFile& file, const std::vector<Bookmark>& bookmarks) {
  if (bookmarks.empty()) return 0;
  const int root = file.reserve();
  std::vector<int> objects;
  for (std::size_t i = 0; i < bookmarks.size(); ++i) objects.push_back(file.reserve());
  for (std::size_t i = 0; i < bookmarks.size(); ++i)
    file.set(objects[i], "<< /Title " + pdfText(bookmarks[i].text) + " /Parent " + pdfReference(root) +
                             (i > 0 ? " /Prev " + pdfReference(objects[i - 1]) : "") +
                             (i + 1 < bookmarks.size() ? " /Next " + pdfReference(objects[i + 1]) : "") +
                             " /Dest [" + pdfReference(bookmarks[i].page) + " /XYZ 0 " +
                             pdfNumber(bookmarks[i].topPoints, 2) + " null] >>");
  file.set(root, "<< /Type /Outlines /First " + pdfReference(objects.front()) + " /Last " +
                     pdfReference(objects.back()) + " /Count " + std::to_string(bookmarks.size()) + " >>");
  return root;
}

std::string metadataOf(const std::string& title, const FigureOrigin& origin) {
  std::string words;
  for (const auto& [key, text] : origin) words += key + ": " + text + "; ";
  return "<?xpacket begin=\"\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
         "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF "
         "xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">"
         "<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\">"
         "<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">" +
         xmlText(title) +
         "</rdf:li></rdf:Alt></dc:title><dc:language><rdf:Bag><rdf:li>en</rdf:li></rdf:Bag></dc:language>"
         "<dc:description><rdf:Alt><rdf:li xml:lang=\"x-default\">" +
         xmlText(words) +
         "</rdf:li></rdf:Alt></dc:description></rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket "
         "end=\"w\"?>";
}

// The operators of a page: millimetres, y down, a mark about every group.
std::string contentOf(const PageFigure& page, std::size_t number, int object, PageFonts& fonts,
                      std::map<std::string, std::string>& opacities, PdfStructure& structure) {
  const std::string scale = pdfNumber(kPointsPerMm, 8);
  std::string out =
      scale + " 0 0 -" + scale + " 0 " + pdfNumber(page.heightMm * kPointsPerMm, 6) + " cm\n1 j\n";
  for (const PageGroup& group : page.groups) {
    if (group.marks.empty()) continue;
    const int marked = structure.mark(number, object, page, group);
    out += marked < 0
               ? std::string("/Artifact BMC\n")
               : std::string("/") + pdfTagOf(group.tag) + " << /MCID " + std::to_string(marked) + " >> BDC\n";
    for (const PageMark& mark : group.marks) std::visit(OperatorWriter{out, fonts, opacities}, mark);
    out += "EMC\n";
  }
  return out;
}

std::string resourcesOf(PdfFile& file, const PageFonts& fonts,
                        const std::map<std::string, std::string>& opacities) {
  std::string out = "<< /Font << ";
  for (const UsedFont* font : {&fonts.regular, &fonts.bold})
    if (font->isUsed()) out += "/" + font->resource() + " " + pdfReference(font->write(file)) + " ";
  out += ">> /ExtGState << ";
  for (const auto& [name, value] : opacities)
    out += "/" + name + " << /ca " + value + " /CA " + value + " >> ";
  return out + ">> >>";
}

}  // namespace

std::string pdfOf(const std::vector<PageFigure>& pages, const FigureOrigin& origin,
                  const FigureFonts& fonts) {
  LL_CHECK(!pages.empty());
  const std::string& title = pages.front().title;
  PdfFile file;
  PageFonts used{{fonts.regular, "F1"}, {fonts.bold, "F2"}, fonts};
  std::map<std::string, std::string> opacities;
  PdfStructure structure(file, pages.size());
  const int catalogue = file.reserve(), list = file.reserve(), resources = file.reserve();
  std::string kids;
  std::vector<Bookmark> bookmarks;
  for (std::size_t i = 0; i < pages.size(); ++i) {
    const int object = file.reserve();
    const int content = file.addStream(contentOf(pages[i], i, object, used, opacities, structure));
    file.set(object, "<< /Type /Page /Parent " + pdfReference(list) + " /MediaBox [0 0 " +
                         pdfNumber(pages[i].widthMm * kPointsPerMm, 6) + " " +
                         pdfNumber(pages[i].heightMm * kPointsPerMm, 6) + "] /Resources " +
                         pdfReference(resources) + " /Contents " + pdfReference(content) +
                         " /StructParents " + std::to_string(i) + " /Tabs /S >>");
    kids += pdfReference(object) + " ";
    for (const PageGroup& group : pages[i].groups) addBookmark(bookmarks, pages[i], object, group);
  }
  file.set(list, "<< /Type /Pages /Kids [ " + kids + "] /Count " + std::to_string(pages.size()) + " >>");
  file.set(resources, resourcesOf(file, used, opacities));
  const int outlines = writeBookmarks(file, bookmarks);
  const int tree = structure.finish();
  const int metadata = file.addPlainStream(metadataOf(title, origin), "/Type /Metadata /Subtype /XML");
  file.set(catalogue,
           "<< /Type /Catalog /Pages " + pdfReference(list) + " /Lang (en) /MarkInfo << /Marked true >> " +
               "/StructTreeRoot " + pdfReference(tree) + " /Metadata " + pdfReference(metadata) +
               " /ViewerPreferences << /DisplayDocTitle true >>" +
               (outlines ? " /Outlines " + pdfReference(outlines) + " /PageMode /UseOutlines" : "") + " >>");
  const int info = file.add("<< /Title " + pdfText(title) + " /Creator " + pdfText(programVersion()) +
                            " /Producer " + pdfText(programVersion()) + " >>");
  return file.bytes(catalogue, info);
}

}  // namespace lightloom::exports
