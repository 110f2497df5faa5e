#include "page_docks.h"

#include <QAction>
#include <QDockWidget>
#include <QLayout>
#include <QMainWindow>
#include <QScrollArea>
#include <QStatusBar>
#include <QStyle>
#include <QTimer>
#include <algorithm>
#include <utility>

#include "manual/help_anchor.h"
#include "panels/page.h"
#include "theme/icons.h"
#include "theme/screen_fit.h"

namespace lightloom::ui {
namespace {

constexpr QLatin1String kDockSuffix("Dock");
constexpr int kPageHeight = 330;        // the least that their plots can be read at
constexpr double kPageShare = 0.4;      // of a tall window
constexpr double kMostPageShare = 0.5;  // of a low one: the bench stays in sight

}  // namespace

QDockWidget* makeDock(QMainWindow& window, const QString& name, const QString& title, QWidget* content,
                      Qt::DockWidgetArea area) {
  auto* out = new QDockWidget(title, &window);
  out->setObjectName(name);
  out->setWidget(content);
  out->toggleViewAction()->setObjectName(name + QStringLiteral("Toggle"));
  out->toggleViewAction()->setToolTip(PageDocks::tr("Show or hide “%1”").arg(title));
  window.addDockWidget(area, out);
  return out;
}

PageDocks::PageDocks(QMainWindow& window, QDockWidget& training)
    : QObject(&window), m_window(window), m_training(training) {
  m_training.setTitleBarWidget(new QWidget(&m_training));
  connect(&m_training, &QDockWidget::visibilityChanged, this, [this](bool inFront) {
    if (inFront) shrinkBack();
  });
}

QAction* PageDocks::add(const PageLook& look, Page& page) {
  const QString name = QLatin1String(look.name);
  const QString dockName = name + kDockSuffix;
  QDockWidget* dock = makeDock(m_window, dockName, look.title,
                               scrolled(&page, dockName + QStringLiteral("Area")), Qt::BottomDockWidgetArea);
  dock->setTitleBarWidget(new QWidget(dock));
  m_window.setTabPosition(Qt::BottomDockWidgetArea, QTabWidget::North);
  m_window.tabifyDockWidget(&m_training, dock);
  dock->hide();
  setHelpAnchor(page, look.name);
  auto* action = new QAction(look.text, &m_window);
  action->setObjectName(QStringLiteral("show") + name.left(1).toUpper() + name.mid(1));
  action->setShortcut(look.key);
  action->setIcon(themedIcon(name));
  action->setToolTip(tr("%1 (%2)").arg(look.tip, look.key.toString(QKeySequence::NativeText)));
  action->setCheckable(true);
  connect(dock, &QDockWidget::visibilityChanged, action, &QAction::setChecked);
  connect(dock, &QDockWidget::visibilityChanged, &page, &Page::setInFront);
  connect(dock, &QDockWidget::visibilityChanged, this, [this, dock](bool inFront) {
    if (inFront) growFor(*dock);
  });
  connect(action, &QAction::triggered, this, [this, dock](bool shown) { show(*dock, shown); });
  m_pages.push_back(dock);
  m_actions.push_back(action);
  return action;
}

bool PageDocks::holds(const QDockWidget* dock) const {
  return std::find(m_pages.begin(), m_pages.end(), dock) != m_pages.end();
}

QString PageDocks::front() const {
  for (qsizetype i = 0; i < m_actions.size(); ++i)
    if (m_actions[i]->isChecked())
      return m_pages[static_cast<std::size_t>(i)]->objectName().chopped(kDockSuffix.size());
  return {};
}

// A page that lies behind its neighbour comes to the front first.
void PageDocks::show(QDockWidget& page, bool shown) {
  page.setVisible(shown);
  if (!shown) return;
  page.raise();
  growFor(page);
}

// Of the panels below the bench, with their tabs.
int PageDocks::lowerHeight() const {
  return m_window.statusBar()->y() - m_window.centralWidget()->geometry().bottom() - 1 -
         m_window.style()->pixelMetric(QStyle::PM_DockWidgetSeparatorExtent, nullptr, &m_window);
}

void PageDocks::growFor(QDockWidget& page) {
  const int wanted = std::min(std::max(kPageHeight, static_cast<int>(kPageShare * m_window.height())),
                              static_cast<int>(kMostPageShare * m_window.height()));
  const int now = lowerHeight();
  if (now >= wanted) return;
  if (m_lowHeight == 0) m_lowHeight = now;
  m_window.resizeDocks({&page}, {wanted}, Qt::Vertical);
  m_window.layout()->activate();
  m_grownHeight = lowerHeight();
}

// A height that somebody has chosen since stays. Docks are laid out after they have told that they are in
// front.
void PageDocks::shrinkBack() {
  const int low = std::exchange(m_lowHeight, 0);
  if (low == 0 || lowerHeight() != m_grownHeight) return;
  QTimer::singleShot(0, this, [this, low] { m_window.resizeDocks({&m_training}, {low}, Qt::Vertical); });
}

}  // namespace lightloom::ui
