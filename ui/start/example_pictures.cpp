#include "start/example_pictures.h"

#include <QPainter>
#include <utility>

#include "bench/bench.h"
#include "document/translate.h"
#include "documents/design_file.h"
#include "export/bench_figure.h"
#include "export/figure_painter.h"
#include "export/ink.h"
#include "theme/theme.h"

namespace lightloom::ui {
namespace {

constexpr int kPollMs = 15;
constexpr double kSketchWidth = 60, kSketchHeight = 33.6;  // mm

Result<PageFigure> sketchOf(const std::string& path) {
  const Result<Design> design = readDesignFile(path);
  if (!design) return design.error();
  return benchSketch(compileBench(design.value()), kSketchWidth, kSketchHeight);
}

// Of inks that are no light: as far from the dark ground as they are from paper.
std::string darkInk(const std::string& name) {
  if (name.empty()) return name;
  const MeaningColours meaning = meaningColours(true);
  const CanvasColours canvas = canvasColours(true);
  const std::pair<const char*, QColor> known[] = {
      {ink::kLeader, meaning.leader},     {ink::kAxon, meaning.axon}, {ink::kSynapse, meaning.synapse},
      {ink::kDendrite, meaning.dendrite}, {ink::kBody, canvas.body},  {ink::kSurface, canvas.surface},
      {ink::kFaint, canvas.outline},      {ink::kText, canvas.text}};
  for (const auto& [light, dark] : known)
    if (name == light) return dark.name().toStdString();
  const QColor paper(fromStd(name));
  return QColor::fromHslF(paper.hslHueF(), paper.hslSaturationF(), 1 - paper.lightnessF())
      .name()
      .toStdString();
}

}  // namespace

PageFigure darkened(PageFigure figure) {
  for (PageGroup& group : figure.groups)
    for (PageMark& mark : group.marks) {
      if (auto* text = std::get_if<PageText>(&mark)) {
        text->colour = darkInk(text->colour);
        continue;
      }
      PageInk& ink = std::holds_alternative<PagePath>(mark) ? std::get<PagePath>(mark).ink
                                                            : std::get<PageEllipse>(mark).ink;
      ink.stroke = darkInk(ink.stroke);
      ink.fill = darkInk(ink.fill);
    }
  return figure;
}

ExamplePictures::ExamplePictures(QObject* parent)
    : QObject(parent),
      m_maker([](const std::string& path, const std::stop_token&,
                 const std::function<void(std::monostate)>&) { return sketchOf(path); }) {
  connect(&m_poll, &QTimer::timeout, this, &ExamplePictures::poll);
}

QPixmap ExamplePictures::picture(const QString& path, QSize size, double pixelRatio, bool dark) {
  const auto made = m_figures.constFind(path);
  if (made == m_figures.constEnd()) {
    if (std::find(m_wanted.begin(), m_wanted.end(), path) == m_wanted.end()) m_wanted.push_back(path);
    if (!m_poll.isActive()) serve();
    return {};
  }
  if (!made.value() || size.isEmpty()) return {};
  const QString key = QStringLiteral("%1 %2 %3 %4 %5")
                          .arg(path)
                          .arg(size.width())
                          .arg(size.height())
                          .arg(pixelRatio)
                          .arg(dark);
  if (const auto painted = m_painted.constFind(key); painted != m_painted.constEnd()) return painted.value();
  const PageFigure figure = dark ? darkened(*made.value()) : *made.value();
  QPixmap out(size * pixelRatio);
  out.setDevicePixelRatio(pixelRatio);
  out.fill(Qt::transparent);
  QPainter painter(&out);
  painter.setRenderHint(QPainter::Antialiasing);
  const double scale = qMin(size.width() / figure.widthMm, size.height() / figure.heightMm);
  painter.translate((size.width() - scale * figure.widthMm) / 2,
                    (size.height() - scale * figure.heightMm) / 2);
  painter.scale(scale, scale);
  paintFigure(painter, figure);
  painter.end();
  m_painted.insert(key, out);
  return out;
}

void ExamplePictures::serve() {
  if (m_wanted.empty()) return m_poll.stop();
  m_maker.start(m_wanted.front().toStdString());
  m_poll.start(kPollMs);
}

void ExamplePictures::poll() {
  const std::optional<Result<PageFigure>> answer = m_maker.poll().answer;
  if (!answer) return;
  const QString path = m_wanted.front();
  m_wanted.pop_front();
  const bool drawn = answer->ok() && !answer->value().groups.empty();
  m_figures.insert(path, drawn ? std::optional(answer->value()) : std::nullopt);
  serve();
  Q_EMIT ready(path);
}

}  // namespace lightloom::ui
