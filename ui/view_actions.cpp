#include "view_actions.h"

#include <QAction>
#include <QActionGroup>
#include <QApplication>
#include <QMenu>
#include <QSettings>

#include "canvas/bench_menu.h"
#include "canvas/bench_view.h"
#include "canvas/layer_menu.h"
#include "canvas/tools/tool_box.h"
#include "document/selection.h"
#include "theme/actions.h"

namespace lightloom::ui {
namespace {

constexpr char kThemeKey[] = "view/theme", kWheelKey[] = "view/wheel";

// The action is on while its tool is in hand.
void linkTool(QAction& action, ToolBox& tools, ToolBox::Hand hand) {
  action.setCheckable(true);
  QObject::connect(&action, &QAction::toggled, &tools, [&tools, hand](bool on) {
    if (on != (tools.hand() == hand)) tools.take(on ? hand : ToolBox::Hand::Select);
  });
  QObject::connect(&tools, &ToolBox::handChanged, &action,
                   [&tools, &action, hand] { action.setChecked(tools.hand() == hand); });
}

}  // namespace

ViewActions::ViewActions(BenchView& view, QObject* parent)
    : QObject(parent),
      m_view(view),
      m_themes(new QActionGroup(this)),
      m_wheel(new QActionGroup(this)),
      m_colouring(new QActionGroup(this)) {
  zoomIn = makeAction(this, "zoomIn", tr("Zoom &in"), tr("Show the bench larger"),
                      {Qt::CTRL | Qt::Key_Plus, Qt::CTRL | Qt::Key_Equal}, "zoom_in");
  zoomOut = makeAction(this, "zoomOut", tr("Zoom &out"), tr("Show the bench smaller"),
                       {Qt::CTRL | Qt::Key_Minus}, "zoom_out");
  trueSize = makeAction(this, "trueSize", tr("&True size"),
                        tr("One millimetre on the bench is one on the screen"), {Qt::CTRL | Qt::Key_0});
  fitAll = makeAction(this, "fitAll", tr("Fit &all"), tr("Show the whole bench with its loupes"),
                      {Qt::CTRL | Qt::Key_1}, "fit");
  fitSelection = makeAction(this, "fitSelection", tr("Fit &selection"),
                            tr("Fill the view with the selected parts"), {Qt::CTRL | Qt::Key_2});
  loupes =
      makeAction(this, "loupes", tr("&Loupes"), tr("Show a magnified inset for each array and detector line"),
                 {Qt::CTRL | Qt::Key_M}, "magnifier");
  arrangeLoupes = makeAction(this, "arrangeLoupes", tr("A&rrange loupes"),
                             tr("Put the loupes where they cover no part"), {});
  measure = makeAction(this, "measure", tr("&Measure"), tr("Measure distances on the bench"),
                       {Qt::CTRL | Qt::SHIFT | Qt::Key_M}, "measure");
  linkTool(*measure, view.tools(), ToolBox::Hand::Measure);
  probe =
      makeAction(this, "probe", tr("Pro&be"),
                 tr("Look at the light under the pointer: spots, fringes and power"), {Qt::Key_P}, "probe");
  probe->setShortcutContext(Qt::WidgetWithChildrenShortcut);
  view.addAction(probe);
  linkTool(*probe, view.tools(), ToolBox::Hand::Probe);
  loupeHere =
      makeAction(this, "loupeHere", tr("L&oupe here"),
                 tr("Keep a magnified look at this part, or at the light at this point"), {}, "magnifier");
  connect(loupeHere, &QAction::triggered, &view, [&view] { view.addLoupe(view.menu().point()); });
  anatomy = makeAction(this, "anatomy", tr("A&natomy"),
                       tr("Axon, synapse and dendrite over the parts that play them: an analogy"),
                       {Qt::CTRL | Qt::ALT | Qt::Key_A}, "anatomy");
  frameMeter = makeAction(this, "frameMeterShown", tr("&Frame meter"),
                          tr("In the status bar: what light and picture cost after each change"), {});
  frameMeter->setCheckable(true);
  anatomy->setCheckable(true);
  connect(anatomy, &QAction::toggled, &view, [&view](bool on) {
    view.benchScene().setAnatomyShown(on);
    view.viewport()->update();
  });
  loupes->setCheckable(true);
  loupes->setChecked(true);
  connect(zoomIn, &QAction::triggered, &view, &BenchView::zoomIn);
  connect(zoomOut, &QAction::triggered, &view, &BenchView::zoomOut);
  connect(trueSize, &QAction::triggered, &view, [&view] { view.setZoom(1); });
  connect(fitAll, &QAction::triggered, &view, &BenchView::fitAll);
  connect(fitSelection, &QAction::triggered, &view, &BenchView::fitSelection);
  const auto refreshFit = [this] { fitSelection->setEnabled(!m_view.selection().ids().empty()); };
  connect(&view.selection(), &Selection::changed, this, refreshFit);
  refreshFit();
  connect(loupes, &QAction::toggled, &view.benchScene(), &BenchScene::setLoupesShown);
  connect(arrangeLoupes, &QAction::triggered, &view.benchScene(), &BenchScene::arrangeLoupes);
}

void ViewActions::fillMenu(QMenu& menu) {
  menu.addActions({zoomIn, zoomOut, trueSize, fitAll, fitSelection});
  menu.addSeparator();
  menu.addActions({loupes, arrangeLoupes, probe, measure, anatomy, frameMeter});
  fillColouring(*menu.addMenu(tr("&Colour of light")));
  menu.addMenu(new LayerMenu(m_view.document(), m_view.selection(), &menu));
  menu.addSeparator();
  fillWheel(*menu.addMenu(tr("Mouse &wheel")));
  fillThemes(*menu.addMenu(tr("T&heme")));
}

void ViewActions::fillWheel(QMenu& menu) {
  menu.setObjectName(QStringLiteral("wheelMenu"));
  const bool scrolls = QSettings().value(QLatin1String(kWheelKey)).toString() == QLatin1String("scroll");
  const auto add = [&](const char* name, const QString& text, const QString& tip, BenchView::Wheel wheel,
                       bool checked) {
    QAction* action = makeAction(this, name, text, tip, {});
    action->setCheckable(true);
    action->setChecked(checked);
    m_wheel->addAction(action);
    menu.addAction(action);
    connect(action, &QAction::triggered, this, [this, wheel] {
      m_view.setWheel(wheel);
      QSettings().setValue(QLatin1String(kWheelKey), wheel == BenchView::Wheel::Scroll
                                                         ? QStringLiteral("scroll")
                                                         : QStringLiteral("zoom"));
    });
  };
  add("wheelZooms", tr("&Zooms"), tr("The wheel zooms about the pointer"), BenchView::Wheel::Zoom, !scrolls);
  add("wheelScrolls", tr("&Scrolls"), tr("The wheel scrolls; with Ctrl it zooms"), BenchView::Wheel::Scroll,
      scrolls);
  m_view.setWheel(scrolls ? BenchView::Wheel::Scroll : BenchView::Wheel::Zoom);
}

void ViewActions::fillColouring(QMenu& menu) {
  menu.setObjectName(QStringLiteral("colouringMenu"));
  const auto add = [&](const char* name, const QString& text, const QString& tip, BeamColouring colouring) {
    QAction* action = makeAction(this, name, text, tip, {});
    action->setCheckable(true);
    action->setChecked(colouring == BeamColouring::Source);
    m_colouring->addAction(action);
    menu.addAction(action);
    connect(action, &QAction::triggered, this, [this, colouring] {
      m_view.benchScene().setBeamColouring(colouring);
      m_view.viewport()->update();
    });
  };
  add("colourSource", tr("By &source"), tr("Leader, axon and synapse light each in its colour"),
      BeamColouring::Source);
  add("colourPower", tr("By &power"), tr("From weak to strong over four decades"), BeamColouring::Power);
  add("colourPhase", tr("By p&hase"),
      tr("Phase of reflections, phase shifters and focus, round the circle; the path itself left out"),
      BeamColouring::Phase);
}

void ViewActions::fillThemes(QMenu& menu) {
  menu.setObjectName(QStringLiteral("themeMenu"));
  const auto add = [&](const char* name, const QString& text, const QString& tip, ThemeChoice choice) {
    QAction* action = makeAction(this, name, text, tip, {});
    action->setCheckable(true);
    action->setData(themeKey(choice));
    m_themes->addAction(action);
    menu.addAction(action);
    connect(action, &QAction::triggered, this, [choice] {
      QSettings().setValue(QLatin1String(kThemeKey), themeKey(choice));
      applyTheme(*static_cast<QApplication*>(QApplication::instance()), choice);
    });
  };
  add("themeSystem", tr("As the &system"), tr("Light or dark as the desktop is"), ThemeChoice::System);
  add("themeLight", tr("&Light"), tr("Dark text on light"), ThemeChoice::Light);
  add("themeDark", tr("&Dark"), tr("Light text on dark"), ThemeChoice::Dark);
}

void ViewActions::setTheme(ThemeChoice choice) {
  for (QAction* action : m_themes->actions())
    action->setChecked(action->data().toString() == themeKey(choice));
}

}  // namespace lightloom::ui
