#include "start/example_card.h"

#include <QFileInfo>
#include <QPainter>
#include <QPushButton>
#include <QStyle>

#include "document/file_places.h"
#include "document/translate.h"
#include "panels/plain_button.h"
#include "start/example_pictures.h"
#include "theme/icons.h"
#include "theme/theme.h"

namespace lightloom::ui {
namespace {

constexpr int kPad = 10, kGap = 5;
constexpr double kPictureShape = 0.56;  // height of the picture by its width
constexpr int kRowPicture = 128;        // width of that of a row
constexpr int kCorner = 6;
constexpr int kSample = 56;
constexpr int kWords = Qt::TextWordWrap | Qt::AlignLeft | Qt::AlignTop;

// What the training of the example comes to, as its list states it. The second line is never broken.
QString footOf(const ExampleEntry& example) {
  const bool accuracy = example.metric == ExampleMetric::Accuracy;
  const auto bound = [&](double value) {
    return accuracy ? shownFixed(100 * value, 0) : shownFixed(value, 2);
  };
  const QString band = bound(example.bandLow) + QStringLiteral("–\u2060") + bound(example.bandHigh);
  const QString reached =
      accuracy ? ExampleCard::tr("%1 % right").arg(band) : ExampleCard::tr("R² %1").arg(band);
  return fromStd(example.dataset) + QLatin1Char('\n') +
         QString(reached).replace(QLatin1Char(' '), QChar(QChar::Nbsp));
}

}  // namespace

ExampleCard::ExampleCard(const ExampleEntry& example, ExamplePictures& pictures, Shape shape, QWidget* parent)
    : QAbstractButton(parent),
      m_example(example),
      m_pictures(pictures),
      m_shape(shape),
      m_path(pathOf(example)),
      m_title(fromStd(example.title)),
      m_sentence(fromStd(example.sentence)),
      m_teaches(fromStd(example.teaches)),
      m_foot(footOf(example)) {
  const QString key = QFileInfo(m_path).completeBaseName();
  setObjectName(QStringLiteral("card_") + key);
  setAccessibleName(tr("Open example: %1").arg(m_title));
  setAccessibleDescription(m_sentence + QLatin1Char(' ') + m_teaches);
  setToolTip(tr("Open a copy of “%1”: %2 %3").arg(m_title, m_sentence, m_teaches));
  setFocusPolicy(Qt::StrongFocus);
  setCursor(Qt::PointingHandCursor);
  QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Preferred);
  policy.setHeightForWidth(true);
  setSizePolicy(policy);
  m_train = plainButton("train", tr("Train"), tr("Train example: %1").arg(m_title),
                        tr("Open a copy of “%1” and train it at once").arg(m_title));
  m_train->setObjectName(QStringLiteral("train_") + key);
  m_train->setIcon(themedIcon(QStringLiteral("play")));
  m_train->setCursor(Qt::ArrowCursor);
  m_train->setParent(this);
  connect(&pictures, &ExamplePictures::ready, this, [this](const QString& path) {
    if (path == m_path) update();
  });
}

QFont ExampleCard::titleFont() const {
  QFont font = this->font();
  font.setBold(true);
  if (m_shape == Shape::Tall) font.setPointSizeF(font.pointSizeF() * 1.15);
  return font;
}

ExampleCard::Places ExampleCard::placesFor(int width) const {
  const bool tall = m_shape == Shape::Tall;
  const int inner = qMax(width - 2 * kPad, 60);
  const QSize train = m_train->sizeHint();
  const int pictureWidth = tall ? width - 2 : kRowPicture;
  const int left = tall ? kPad : kRowPicture + 2 * kPad;
  const int wordsWidth = qMax(tall ? inner : width - left - train.width() - 2 * kPad, 60);
  const auto heightOf = [&](const QFont& font, const QString& text, int room) {
    return QFontMetrics(font).boundingRect(QRect(0, 0, room, 10000), kWords, text).height();
  };
  Places out;
  const int pictureHeight = qRound(kPictureShape * pictureWidth);
  out.picture =
      tall ? QRect(1, 1, pictureWidth, pictureHeight) : QRect(kPad, kPad, pictureWidth, pictureHeight);
  int y = tall ? out.picture.bottom() + kPad : kPad;
  out.title = {left, y, wordsWidth, heightOf(titleFont(), m_title, wordsWidth)};
  y = out.title.bottom() + kGap;
  out.sentence = {left, y, wordsWidth, heightOf(font(), m_sentence, wordsWidth)};
  y = out.sentence.bottom() + kGap;
  if (!tall) {
    out.height = qMax(out.picture.bottom(), y) + kPad;
    return out;
  }
  out.teaches = {left, y, wordsWidth, heightOf(font(), m_teaches, wordsWidth)};
  y = out.teaches.bottom() + kGap + 2;
  const int foot = inner - train.width() - kGap;
  const int footHeight = qMax(train.height(), heightOf(font(), m_foot, foot));
  out.foot = {left, y, foot, footHeight};
  out.height = y + footHeight + kPad;
  return out;
}

int ExampleCard::heightForWidth(int width) const {
  return placesFor(width).height;
}

QSize ExampleCard::sizeHint() const {
  constexpr int kTall = 250, kWide = 440;
  const int width = m_shape == Shape::Tall ? kTall : kWide;
  return {width, heightForWidth(width)};
}

void ExampleCard::resizeEvent(QResizeEvent* event) {
  QAbstractButton::resizeEvent(event);
  const QSize train = m_train->sizeHint();
  const int y = m_shape == Shape::Tall ? height() - kPad - train.height() : (height() - train.height()) / 2;
  m_train->setGeometry(QRect(QPoint(width() - kPad - train.width(), y), train));
}

void ExampleCard::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const QPalette& colours = palette();
  const bool dark = isDark(colours);
  const bool focused = hasFocus(), hovered = underMouse();
  const QRectF frame = QRectF(rect()).adjusted(1, 1, -1, -1);
  painter.setPen(QPen(focused || hovered ? colours.color(QPalette::Highlight) : colours.color(QPalette::Mid),
                      focused ? 2 : 1));
  painter.setBrush(isDown() ? colours.alternateBase() : colours.base());
  painter.drawRoundedRect(frame, kCorner, kCorner);
  const Places places = placesFor(width());
  painter.fillRect(places.picture.adjusted(2, 2, -2, 0), canvasColours(dark).background);
  const QPixmap picture = m_pictures.picture(m_path, places.picture.size(), devicePixelRatioF(), dark);
  if (!picture.isNull()) painter.drawPixmap(places.picture.topLeft(), picture);
  if (m_shape == Shape::Tall && !picture.isNull())
    if (const DataSample* sample = m_pictures.sample(m_path))
      paintSample(painter, QRectF(places.picture.topLeft() + QPointF(kPad, kPad), QSizeF(kSample, kSample)),
                  *sample, dark);
  painter.setPen(colours.color(QPalette::Text));
  painter.setFont(titleFont());
  painter.drawText(places.title, kWords, m_title);
  painter.setFont(font());
  painter.drawText(places.sentence, kWords, m_sentence);
  if (m_shape == Shape::Wide) return;
  painter.setPen(colours.color(QPalette::PlaceholderText));
  painter.drawText(places.teaches, kWords, m_teaches);
  const QRect foot(places.foot.left(), height() - kPad - places.foot.height(), places.foot.width(),
                   places.foot.height());
  painter.drawText(foot, Qt::TextWordWrap | Qt::AlignLeft | Qt::AlignVCenter, m_foot);
}

}  // namespace lightloom::ui
