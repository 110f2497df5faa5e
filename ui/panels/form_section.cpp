#include "panels/form_section.h"

#include <QToolButton>
#include <QVBoxLayout>

namespace lightloom::ui {

FormSection::FormSection(const QString& title, const QString& name, bool open,
                         std::function<void(QVBoxLayout&)> fill, QWidget* parent)
    : QWidget(parent),
      m_header(new QToolButton(this)),
      m_content(new QWidget(this)),
      m_fill(std::move(fill)) {
  setObjectName(QStringLiteral("section_") + name);
  m_header->setObjectName(QStringLiteral("fold_") + name);
  m_header->setText(title);
  m_header->setAccessibleName(title);
  m_header->setToolTip(tr("Fold or unfold “%1”").arg(title));
  m_header->setCheckable(true);
  m_header->setAutoRaise(true);
  m_header->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  m_header->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  QFont font = m_header->font();
  font.setWeight(QFont::DemiBold);
  m_header->setFont(font);
  m_header->setProperty("fold", true);  // the theme draws it as a heading
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 2, 0, 2);
  layout->setSpacing(2);
  layout->addWidget(m_header);
  layout->addWidget(m_content);
  auto* content = new QVBoxLayout(m_content);
  content->setContentsMargins(6, 2, 2, 4);
  content->setSpacing(4);
  connect(m_header, &QToolButton::toggled, this, [this](bool on) { setOpen(on); });
  setOpen(open);
}

// Sections are filled when they are opened: Tab goes through them as the eye does, whatever was made first.
void FormSection::orderTab() {
  QWidget* last = m_header;
  for (QWidget* next : m_content->findChildren<QWidget*>()) {
    if (!(next->focusPolicy() & Qt::TabFocus) || next->window() != window()) continue;
    setTabOrder(last, next);
    last = next;
  }
}

bool FormSection::isOpen() const {
  return m_header->isChecked();
}

void FormSection::setOpen(bool open) {
  if (open && m_fill) {
    const auto fill = std::move(m_fill);
    m_fill = nullptr;
    fill(*static_cast<QVBoxLayout*>(m_content->layout()));
    orderTab();
  }
  m_header->setChecked(open);
  m_header->setArrowType(open ? Qt::DownArrow : Qt::RightArrow);
  m_content->setVisible(open);
  Q_EMIT toggled(open);
}

}  // namespace lightloom::ui
