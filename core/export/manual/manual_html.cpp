#include "base/json_writer.h"
#include "export/manual/manual.h"
#include "export/subject.h"
#include "export/svg.h"

namespace lightloom::exports {
namespace {

constexpr char kStyle[] =
    ":root{color-scheme:light dark;--text:#1b2027;--back:#fff;--faint:#59636f;--rule:#d5dae0;--code:#eef1f5;"
    "--link:#005ea8}"
    "@media(prefers-color-scheme:dark){:root{--text:#e8ebef;--back:#14171b;--faint:#a9b4c0;--rule:#3d444e;"
    "--code:#22272e;--link:#6db8f2}}"
    "body{font:16px/1.55 'Segoe UI',Roboto,'DejaVu "
    "Sans',Arial,sans-serif;color:var(--text);background:var(--back);"
    "margin:0}"
    "nav{position:fixed;top:0;bottom:0;left:0;width:270px;overflow:auto;padding:16px;box-sizing:border-box;"
    "border-right:1px solid var(--rule);font-size:14px}"
    "nav ol{list-style:none;margin:0;padding:0}nav li{margin:3px 0}nav li.sub{margin-left:16px}"
    "main{margin-left:270px;padding:8px 40px 60px;max-width:820px}"
    "h1{font-size:27px;margin:56px 0 10px;padding-top:18px;border-top:1px solid "
    "var(--rule)}h2{font-size:20px;"
    "margin:32px 0 8px}h3{font-size:16px;margin:24px 0 4px}"
    "a{color:var(--link);text-decoration:none}a:hover{text-decoration:underline}"
    "h1 a,h2 a,h3 a,p a[id]{color:inherit}a[id]:hover{text-decoration:none}"
    "code,pre{font-family:'DejaVu Sans "
    "Mono',Consolas,monospace;font-size:.9em;background:var(--code);border-radius:3px}"
    "code{padding:1px 4px}pre{padding:10px 14px;overflow-x:auto}"
    "p.facts{color:var(--faint);font-size:14px;margin:3px 0}p.formula{margin:8px 0 8px "
    "28px;font-style:italic}"
    "table{border-collapse:collapse;font-size:14px;margin:12px 0}"
    "th,td{text-align:left;padding:5px 12px 5px 0;border-bottom:1px solid var(--rule);vertical-align:top}"
    "sub,sup{line-height:0;font-size:.75em}"
    "@media(max-width:900px){nav{position:static;width:auto;border:none}main{margin:0;padding:0 18px 40px}}"
    "@media "
    "print{nav{position:static;width:auto;border:none}main{margin:0;max-width:none}h1{page-break-before:"
    "always}"
    "h2,h3{page-break-after:avoid}}";

std::string contents(const Manual& manual) {
  std::string out = "<nav aria-label=\"Contents\"><ol>\n";
  for (const ManualPage& page : manual.pages)
    out += std::string(page.depth > 0 ? "<li class=\"sub\">" : "<li>") + "<a href=\"#" +
           xmlText(page.anchor) + "\">" + xmlText(page.title) + "</a></li>\n";
  return out + "</ol></nav>\n";
}

// A name that is an id, too, is what old browsers and the window's reader want, not what HTML 5 wants.
std::string withoutNames(const std::string& html) {
  std::string out;
  for (std::size_t at = 0; at < html.size();) {
    const std::size_t found = html.find("\" name=\"", at);
    if (found == std::string::npos) return out + html.substr(at);
    out += html.substr(at, found - at + 1);
    at = html.find('"', found + 8) + 1;
  }
  return out;
}

}  // namespace

std::string manualHtml(const Manual& manual) {
  std::string out =
      "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"/>\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
      "'unsafe-inline'\"/>\n"
      "<meta name=\"viewport\" content=\"width=device-width\"/>\n<title>The manual of " +
      xmlText(programVersion()) + "</title>\n<style>" + kStyle + "</style></head>\n<body>\n" +
      contents(manual) + "<main>\n";
  for (const ManualPage& page : manual.pages)
    out += "<section>\n" + withoutNames(page.text.html) + "</section>\n";
  return out + "</main></body></html>\n";
}

}  // namespace lightloom::exports
