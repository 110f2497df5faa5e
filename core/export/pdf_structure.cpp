#include "export/internal/pdf_structure.h"

namespace lightloom::exports {
namespace {

constexpr double kPointsPerMm = 72 / 25.4;

std::string boundingBox(const PageFigure& figure, const PageBox& box) {
  const auto points = [](double mm) { return pdfNumber(mm * kPointsPerMm, 2); };
  return std::string("[") + points(box.x) + " " + points(figure.heightMm - box.bottom()) + " " +
         points(box.right()) + " " + points(figure.heightMm - box.y) + "]";
}

PageBox united(const PageBox& a, const PageBox& b) {
  const double x = std::min(a.x, b.x), y = std::min(a.y, b.y);
  return {x, y, std::max(a.right(), b.right()) - x, std::max(a.bottom(), b.bottom()) - y};
}

// A drawing of several groups is as large as all of them.
PageBox boxOfElement(const PageFigure& figure, const std::string& element) {
  bool first = true;
  PageBox out;
  for (const PageGroup& group : figure.groups) {
    if (group.tag.element != element || group.marks.empty()) continue;
    out = first ? boxOf(group) : united(out, boxOf(group));
    first = false;
  }
  return out;
}

}  // namespace

std::string pdfTagOf(const PageTag& tag) {
  switch (tag.role) {
    case PageRole::Title:
      return "H1";
    case PageRole::Heading:
      return "H2";
    case PageRole::Paragraph:
      return "P";
    case PageRole::Figure:
      return "Figure";
    case PageRole::Table:
      return tag.row == 0 ? "TH" : "TD";
    case PageRole::Decoration:
      break;
  }
  return "Artifact";
}

PdfStructure::PdfStructure(PdfFile& file, std::size_t pages) : m_file(file), m_ofPage(pages) {
  m_elements.push_back({"Document", {}, {}, {}, -1});
}

int PdfStructure::child(int parent, const std::string& key, const std::string& type) {
  const auto [place, added] = m_byKey.emplace(key, static_cast<int>(m_elements.size()));
  if (!added) return place->second;
  m_elements.push_back({type, {}, {}, {}, parent});
  m_elements[static_cast<std::size_t>(parent)].children.push_back(place->second);
  return place->second;
}

int PdfStructure::elementOf(const PageTag& tag) {
  if (tag.role != PageRole::Table) return child(0, tag.element, pdfTagOf(tag));
  const int table = child(0, tag.element, "Table");
  const std::string row = tag.element + "/" + std::to_string(tag.row);
  return child(child(table, row, "TR"), row + "/" + std::to_string(tag.column), pdfTagOf(tag));
}

int PdfStructure::mark(std::size_t page, int pageObject, const PageFigure& figure, const PageGroup& group) {
  if (group.tag.role == PageRole::Decoration || group.marks.empty()) return -1;
  const int index = elementOf(group.tag);
  Element& element = m_elements[static_cast<std::size_t>(index)];
  const int number = static_cast<int>(m_ofPage[page].size());
  element.pieces.push_back({static_cast<int>(page), pageObject, number});
  m_ofPage[page].push_back(index);
  if (element.attributes.empty() && group.tag.role == PageRole::Figure)
    element.attributes = "/Alt " + pdfText(group.tag.alt) + " /A << /O /Layout /Placement /Block /BBox " +
                         boundingBox(figure, boxOfElement(figure, group.tag.element)) + " >>";
  if (element.attributes.empty() && element.type == "TH")
    element.attributes = "/A << /O /Table /Scope /Column >>";
  return number;
}

int PdfStructure::finish() {
  const int root = m_file.reserve();
  std::vector<int> objects;
  for (std::size_t i = 0; i < m_elements.size(); ++i) objects.push_back(m_file.reserve());
  for (std::size_t i = 0; i < m_elements.size(); ++i) {
    const Element& element = m_elements[i];
    std::string kids;
    for (const Piece& piece : element.pieces)
      kids += "<< /Type /MCR /Pg " + pdfReference(piece.object) + " /MCID " + std::to_string(piece.number) +
              " >> ";
    for (const int kid : element.children) kids += pdfReference(objects[static_cast<std::size_t>(kid)]) + " ";
    const int parent = element.parent < 0 ? root : objects[static_cast<std::size_t>(element.parent)];
    m_file.set(objects[i], "<< /Type /StructElem /S /" + element.type + " /P " + pdfReference(parent) +
                               " /K [ " + kids + "]" +
                               (element.attributes.empty() ? "" : " " + element.attributes) + " >>");
  }
  std::string numbers;
  for (std::size_t page = 0; page < m_ofPage.size(); ++page) {
    std::string owners;
    for (const int element : m_ofPage[page])
      owners += pdfReference(objects[static_cast<std::size_t>(element)]) + " ";
    numbers += std::to_string(page) + " [ " + owners + "] ";
  }
  const int parents = m_file.add("<< /Nums [ " + numbers + "] >>");
  m_file.set(root, "<< /Type /StructTreeRoot /K [ " + pdfReference(objects[0]) + " ] /ParentTree " +
                       pdfReference(parents) + " /ParentTreeNextKey " + std::to_string(m_ofPage.size()) +
                       " >>");
  return root;
}

}  // namespace lightloom::exports
