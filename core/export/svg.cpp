#include "export/svg.h"

#include <cmath>

namespace lightloom::exports {
namespace {

// Micrometres are enough on paper.
std::string mm(double value) {
  std::string out = fixedNumber(value, 3);
  while (out.back() == '0') out.pop_back();
  if (out.back() == '.') out.pop_back();
  return out == "-0" ? "0" : out;
}

std::string attribute(const char* name, const std::string& value) {
  std::string out = " ";
  out += name;
  out += "=\"";
  out += value;
  return out + '"';
}

std::string inkAttributes(const PageInk& ink) {
  std::string out = attribute("fill", ink.fill.empty() ? "none" : ink.fill);
  if (!ink.stroke.empty()) {
    out += attribute("stroke", ink.stroke) + attribute("stroke-width", mm(ink.width));
    std::string dash;
    for (double length : ink.dash) {
      if (!dash.empty()) dash += ' ';
      dash += mm(length);
    }
    if (!dash.empty()) out += attribute("stroke-dasharray", dash);
  }
  if (ink.opacity < 1) out += attribute("opacity", mm(ink.opacity));
  return out;
}

struct MarkWriter {
  std::string& out;

  void operator()(const PagePath& path) const {
    std::string points;
    for (const PagePoint& point : path.points) {
      if (!points.empty()) points += ' ';
      points += mm(point.x);
      points += ',';
      points += mm(point.y);
    }
    out += std::string(path.closed ? "<polygon" : "<polyline") + attribute("points", points) +
           inkAttributes(path.ink) + "/>\n";
  }
  void operator()(const PageEllipse& ellipse) const {
    out += "<ellipse" + attribute("cx", mm(ellipse.centre.x)) + attribute("cy", mm(ellipse.centre.y)) +
           attribute("rx", mm(ellipse.radiusX)) + attribute("ry", mm(ellipse.radiusY)) +
           inkAttributes(ellipse.ink) + "/>\n";
  }
  void operator()(const PageText& text) const {
    constexpr const char* kAnchors[] = {"start", "middle", "end"};
    out += "<text" + attribute("x", mm(text.at.x)) + attribute("y", mm(text.at.y)) +
           attribute("font-size", mm(text.points * kMmPerPoint)) + attribute("fill", text.colour);
    if (text.anchor != TextAnchor::Start)
      out += attribute("text-anchor", kAnchors[static_cast<int>(text.anchor)]);
    if (text.bold) out += attribute("font-weight", "bold");
    if (text.upwards) {
      std::string turn = "rotate(-90 ";
      turn += mm(text.at.x);
      turn += ' ';
      turn += mm(text.at.y);
      out += attribute("transform", turn + ')');
    }
    out += '>';
    out += xmlText(text.text);
    out += "</text>\n";
  }
};

void writeGroups(std::string& out, const PageFigure& figure, const std::string& prefix) {
  for (const PageGroup& group : figure.groups) {
    out += "<g" + (group.id.empty() ? std::string() : attribute("id", prefix + xmlText(group.id))) + ">\n";
    if (!group.tooltip.empty()) out += "<title>" + xmlText(group.tooltip) + "</title>\n";
    for (const PageMark& mark : group.marks) std::visit(MarkWriter{out}, mark);
    out += "</g>\n";
  }
}

std::string opening(const PageFigure& figure) {
  return "<svg xmlns=\"http://www.w3.org/2000/svg\"" + attribute("width", mm(figure.widthMm) + "mm") +
         attribute("height", mm(figure.heightMm) + "mm") +
         attribute("viewBox", "0 0 " + mm(figure.widthMm) + " " + mm(figure.heightMm)) +
         attribute("font-family", "Arial, Helvetica, 'DejaVu Sans', sans-serif") +
         attribute("stroke-linejoin", "round") + ">\n";
}

std::string background(const PageFigure& figure) {
  return "<rect" + attribute("width", mm(figure.widthMm)) + attribute("height", mm(figure.heightMm)) +
         attribute("fill", "#ffffff") + "/>\n";
}

}  // namespace

std::string xmlText(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (c == '"')
      out += "&quot;";
    else if (c == '\'')
      out += "&#39;";
    else if (static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t')
      out += c;
  }
  return out;
}

std::string svgOf(const PageFigure& figure, const ExportSubject& subject) {
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + opening(figure);
  out += "<title>" + xmlText(figure.title) + "</title>\n<metadata>\n";
  for (const auto& [key, text] : provenanceOf(subject)) out += key + ": " + xmlText(text) + "\n";
  out += "lengths: mm\n</metadata>\n" + background(figure);
  writeGroups(out, figure, "");
  return out + "</svg>\n";
}

std::string inlineSvg(const PageFigure& figure, const std::string& prefix) {
  std::string out = opening(figure) + background(figure);
  writeGroups(out, figure, prefix);
  return out + "</svg>\n";
}

}  // namespace lightloom::exports
