#include "start/example_pictures.h"

#include <QPainter>
#include <algorithm>
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
      m_maker([](const Wanted& wanted, const std::stop_token&, const std::function<void(std::monostate)>&) {
        return make(wanted);
      }) {
  connect(&m_poll, &QTimer::timeout, this, &ExamplePictures::poll);
}

// On the thread of the worker.
Result<ExamplePictures::Made> ExamplePictures::make(const Wanted& wanted) {
  const std::string path = wanted.path.toStdString();
  if (wanted.sample) {
    Result<DataSample> sample = firstSample(path);
    if (!sample) return sample.error();
    return Made{{}, std::move(sample).value()};
  }
  const Result<Design> design = readDesignFile(path);
  if (!design) return design.error();
  return Made{benchSketch(compileBench(design.value()), kSketchWidth, kSketchHeight), {}};
}

void ExamplePictures::want(const Wanted& wanted) {
  const bool known =
      m_underWay == wanted || std::find(m_wanted.begin(), m_wanted.end(), wanted) != m_wanted.end();
  if (!known) m_wanted.push_back(wanted);
  if (!m_underWay) serve();
}

void ExamplePictures::rest() {
  m_wanted.clear();
}

const DataSample* ExamplePictures::sample(const QString& path) {
  const auto made = m_samples.constFind(path);
  if (made != m_samples.constEnd()) return made.value() ? &*made.value() : nullptr;
  want({path, true});
  return nullptr;
}

QPixmap ExamplePictures::picture(const QString& path, QSize size, double pixelRatio, bool dark) {
  const auto made = m_figures.constFind(path);
  if (made == m_figures.constEnd()) {
    want({path, false});
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

// Pictures first: samples take longer.
void ExamplePictures::serve() {
  const auto isPicture = [](const Wanted& wanted) { return !wanted.sample; };
  auto next = std::find_if(m_wanted.begin(), m_wanted.end(), isPicture);
  if (next == m_wanted.end()) next = m_wanted.begin();
  if (next == m_wanted.end()) return m_poll.stop();
  m_underWay = *next;
  m_wanted.erase(next);
  m_maker.start(*m_underWay);
  m_poll.start(kPollMs);
}

void ExamplePictures::poll() {
  const std::optional<Result<Made>> answer = m_maker.poll().answer;
  if (!answer) return;
  const Wanted wanted = *std::exchange(m_underWay, std::nullopt);
  if (wanted.sample)
    m_samples.insert(wanted.path, *answer ? std::optional(answer->value().sample) : std::nullopt);
  else
    m_figures.insert(wanted.path, *answer && !answer->value().figure.groups.empty()
                                      ? std::optional(answer->value().figure)
                                      : std::nullopt);
  serve();
  Q_EMIT ready(wanted.path);
}

}  // namespace lightloom::ui
