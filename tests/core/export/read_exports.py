"""Reads exports with nothing but Python's standard library and prints what it found as JSON.

    read_exports.py npz FILE               every array: type, shape, first and last number, sum of the bits
    read_exports.py onnx FILE INPUTS.json  metadata, and the outputs for the inputs, evaluated in double precision
    read_exports.py html FILE              tags, hash of the embedded design, addresses that a browser would fetch
    read_exports.py csv FILE               provenance, columns, rows as text
    read_exports.py svg FILE               size, groups, fonts
    read_exports.py zip FILE               names, and whether the manifest tells the truth about each
    read_exports.py pdf FILE               size of the first page in mm, fonts inside, dates
"""

import ast
import base64
import csv
import hashlib
import html.parser
import json
import math
import re
import struct
import sys
import xml.etree.ElementTree
import zipfile
import zlib


def npy(data):
    assert data[:8] == b"\x93NUMPY\x01\x00", "magic"
    length = struct.unpack("<H", data[8:10])[0]
    assert (10 + length) % 64 == 0, "alignment"
    header = ast.literal_eval(data[10 : 10 + length].decode("ascii"))
    count = math.prod(header["shape"])
    code, parts = {"<f4": ("f", 1), "<f8": ("d", 1), "<c16": ("d", 2)}[header["descr"]]
    numbers = struct.unpack(f"<{count * parts}{code}", data[10 + length :])
    if parts == 2:
        numbers = [complex(a, b) for a, b in zip(numbers[::2], numbers[1::2])]
    return header["descr"], header["shape"], numbers


def read_npz(path):
    out = {}
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert names[0] == "provenance.json"
        provenance = json.loads(archive.read("provenance.json"))
        for name in names[1:]:
            kind, shape, numbers = npy(archive.read(name))
            plain = [[n.real, n.imag] if isinstance(n, complex) else n for n in numbers]
            plain = [None if isinstance(n, float) and math.isnan(n) else n for n in plain]
            out[name[: -len(".npy")]] = {"type": kind, "shape": list(shape), "numbers": plain}
    assert set(out) == set(provenance["arrays"]), "every array is described"
    return {"provenance": provenance, "arrays": out}


def varint(data, at):
    value = shift = 0
    while True:
        value |= (data[at] & 0x7F) << shift
        shift += 7
        at += 1
        if data[at - 1] < 0x80:
            return value, at


def message(data):
    """Field number → list of values: integers, 4-byte strings, or bytes."""
    out, at = {}, 0
    while at < len(data):
        tag, at = varint(data, at)
        kind = tag & 7
        if kind == 0:
            value, at = varint(data, at)
        elif kind == 5:
            value, at = data[at : at + 4], at + 4
        elif kind == 2:
            size, at = varint(data, at)
            value, at = data[at : at + size], at + size
            assert len(value) == size, "truncated"
        else:
            raise AssertionError(f"wire type {kind}")
        out.setdefault(tag >> 3, []).append(value)
    return out


def text(values):
    return [value.decode("utf-8") for value in values]


def tensor(data):
    fields = message(data)
    assert fields[2] == [1], "float tensors only"
    numbers = struct.unpack(f"<{len(fields[9][0]) // 4}f", fields[9][0])
    dims = fields.get(1, [])
    assert math.prod(dims) == len(numbers), "shape"
    return fields[8][0].decode(), dims, list(numbers)


def attributes(node):
    out = {}
    for data in node.get(5, []):
        fields = message(data)
        name = fields[1][0].decode()
        out[name] = struct.unpack("<f", fields[2][0])[0] if fields[20] == [1] else fields[3][0]
    return out


def gemm(x, rows, bias, options):
    assert options["transB"] == 1
    add = bias or [0.0] * len(rows)
    add = add if isinstance(add[0], list) else [add] * len(x)
    return [
        [options["alpha"] * math.fsum(w * v for w, v in zip(row, sample)) + options["beta"] * b for row, b in zip(rows, more)]
        for sample, more in zip(x, add)
    ]


def each(function, x):
    return [each(function, v) for v in x] if isinstance(x, list) else function(x)


def pairwise(function, a, b):
    """Numbers, rows and matrices of rows, as ONNX spreads the smaller one."""
    if not isinstance(a, list) and not isinstance(b, list):
        return function(a, b)
    if not isinstance(b, list) or (isinstance(a[0], list) and not isinstance(b[0], list)):
        return [pairwise(function, v, b) for v in a]
    return [pairwise(function, v, w) for v, w in zip(a, b)]


PAIRWISE = {"Mul": lambda a, b: a * b, "Sub": lambda a, b: a - b, "Div": lambda a, b: a / b, "Add": lambda a, b: a + b}
SINGLE = {"Relu": lambda v: max(v, 0.0), "Tanh": math.tanh, "Sin": math.sin, "Cos": math.cos, "Identity": lambda v: v}


def run_node(kind, inputs, options, values):
    x, *beside = [values[name] for name in inputs]
    if kind == "Gemm":
        return gemm(x, beside[0], beside[1] if len(beside) > 1 else None, options)
    if kind in PAIRWISE:
        return pairwise(PAIRWISE[kind], x, beside[0])
    if kind == "Clip":
        return each(lambda v: min(max(v, beside[0]), beside[1]), x)
    return each(SINGLE[kind], x)


def shaped(dims, numbers):
    if not dims:
        return numbers[0]
    size = len(numbers) // dims[0]
    return [shaped(dims[1:], numbers[i * size : (i + 1) * size]) for i in range(dims[0])]


def read_onnx(path, inputs):
    with open(path, "rb") as file:
        model = message(file.read())
    assert model[1] == [8], "IR version"
    opset = message(model[8][0])
    assert opset[2] == [13], "opset"
    graph = message(model[7][0])
    values = {}
    for data in graph[5]:
        name, dims, numbers = tensor(data)
        assert name not in values, "names are unique"
        values[name] = shaped(dims, numbers)
    values["x"] = inputs
    kinds = []
    for data in graph[1]:
        node = message(data)
        names, output, kind = text(node[1]), text(node[2])[0], text(node[4])[0]
        assert all(name in values for name in names), "nodes are in order"
        assert output not in values, "single assignment"
        values[output] = run_node(kind, names, attributes(node), values)
        kinds.append(kind)
    metadata = {text(m[1])[0]: text(m[2])[0] for m in map(message, model[14])}
    weights = {name: v for name, v in values.items() if name.endswith("_W")}
    return {"metadata": metadata, "nodes": kinds, "outputs": values["y"], "weights": weights}


class Page(html.parser.HTMLParser):
    fetching = {"src", "srcset", "data", "action", "poster", "background", "xlink:href"}
    empty = {"meta", "br", "img", "link", "hr", "input"}

    def __init__(self):
        super().__init__()
        self.tags, self.fetched, self.open, self.titles = {}, [], [], 0
        self.design, self.words, self.ids = None, [], []

    def handle_starttag(self, tag, attrs):
        self.tags[tag] = self.tags.get(tag, 0) + 1
        if tag not in self.empty:
            self.open.append(tag)
        for name, value in attrs:
            if name == "id":
                self.ids.append(value)
            if name in self.fetching or (tag == "link" and name == "href"):
                self.fetched.append(value)
            if tag == "a" and name == "href" and value.startswith("data:"):
                self.design = base64.b64decode(value.split(",", 1)[1], validate=True)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in self.empty:
            self.open.pop()

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, f"</{tag}> closes nothing"

    def handle_data(self, data):
        self.words.append(data)


def read_html(path):
    with open(path, encoding="utf-8") as file:
        content = file.read()
    page = Page()
    page.feed(content)
    page.close()
    assert not page.open, page.open
    assert len(page.ids) == len(set(page.ids)), "ids are unique"
    styles = re.findall(r"url\(|@import", content)
    return {
        "tags": page.tags,
        "fetched": page.fetched + styles,
        "design_hash": hashlib.sha256(page.design).hexdigest(),
        "text": " ".join(page.words),
    }


def read_csv(path):
    with open(path, encoding="utf-8", newline="") as file:
        lines = file.read().splitlines()
    head = [line[2:].split(": ", 1) for line in lines if line.startswith("# ")]
    assert all(line.startswith("# ") for line in lines[: len(head)]), "provenance stands in front"
    rows = list(csv.reader(lines[len(head) :]))
    assert all(len(row) == len(rows[0]) for row in rows), "even rows"
    return {"provenance": dict(head), "columns": rows[0], "rows": rows[1:]}


def read_svg(path):
    space = "{http://www.w3.org/2000/svg}"
    root = xml.etree.ElementTree.parse(path).getroot()
    assert root.tag == space + "svg"
    groups = [group.get("id") for group in root.iter(space + "g") if group.get("id")]
    assert len(groups) == len(set(groups)), "ids are unique"
    fonts = [float(item.get("font-size")) for item in root.iter(space + "text")]
    box = [float(number) for number in root.get("viewBox").split()]
    outside = [
        item.text
        for item in root.iter(space + "text")
        if not (box[0] <= float(item.get("x")) <= box[2] and box[1] <= float(item.get("y")) <= box[3])
    ]
    return {
        "width": root.get("width"),
        "height": root.get("height"),
        "box": box,
        "groups": groups,
        "titles": len(list(root.iter(space + "title"))),
        "smallest_pt": min(fonts) * 72 / 25.4,
        "texts": [item.text for item in root.iter(space + "text")],
        "outside": outside,
        "images": len(list(root.iter(space + "image"))),
        "panel_widths": {g.get("id"): width_of(g) for g in root.iter(space + "g") if str(g.get("id")).startswith("panel")},
    }


def width_of(group):
    """Width of what ellipses and closed outlines cover, mm."""
    low, high = 1e9, -1e9
    for item in group:
        if item.tag.endswith("ellipse"):
            x, r = float(item.get("cx")), float(item.get("rx"))
            low, high = min(low, x - r), max(high, x + r)
        elif item.tag.endswith("polygon"):
            xs = [float(pair.split(",")[0]) for pair in item.get("points").split()]
            low, high = min(low, *xs), max(high, *xs)
    return high - low


def read_zip(path):
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        manifest = json.loads(archive.read("manifest.json"))
        wrong = [
            entry["name"]
            for entry in manifest["files"]
            if hashlib.sha256(archive.read(entry["name"])).hexdigest() != entry["sha256"]
            or len(archive.read(entry["name"])) != entry["bytes"]
            or not entry["units"]
        ]
    assert set(names) == {"manifest.json"} | {entry["name"] for entry in manifest["files"]}
    return {"names": names, "wrong": wrong, "manifest": manifest}


def read_pdf(path):
    with open(path, "rb") as file:
        data = file.read()
    assert data.startswith(b"%PDF-") and data.rstrip().endswith(b"%%EOF")
    table = int(re.search(rb"startxref\s+(\d+)\s+%%EOF", data).group(1))
    assert data[table : table + 4] == b"xref", "the cross reference table is where the trailer says"
    fonts = {name: characters_of(data, int(number)) for name, number in re.findall(rb"(/F\d+) (\d+) 0 R", data)}
    pages = [page_text(stream, fonts) for stream in streams_of(data) if b" Tf " in stream]
    boxes = [[float(n) for n in box.split()] for box in re.findall(rb"/MediaBox\s*\[([^\]]*)\]", data)]
    return {
        "pages": pages,
        "width_mm": boxes[0][2] * 25.4 / 72,
        "height_mm": boxes[0][3] * 25.4 / 72,
        "boxes": len(boxes),
        "fonts_inside": len(re.findall(rb"/FontFile[23]?\s", data)),
        "dates": [d.decode("latin-1") for d in re.findall(rb"/(?:Creation|Mod)Date\s*\(([^)]*)\)", data)],
        "images": len(re.findall(rb"/Subtype\s*/Image", data)),
        **structure_of(data, fonts),
    }


def objects_of(data):
    """Every object by number; the cross reference table leads to each of them."""
    table = int(re.search(rb"startxref\s+(\d+)\s+%%EOF", data).group(1))
    count = int(re.match(rb"xref\s+0 (\d+)", data[table:]).group(1))
    out = {}
    for number, offset in enumerate(re.findall(rb"(\d{10}) \d{5} [nf] \n", data[table:])[:count]):
        if number == 0:
            continue
        head = b"%d 0 obj\n" % number
        begin = int(offset)
        assert data[begin : begin + len(head)] == head, f"object {number} is not where the table says"
        out[number] = data[begin + len(head) : data.index(b"\nendobj\n", begin)]
    assert len(out) == count - 1
    return out


def text_string(literal):
    if literal.startswith(b"<"):
        return bytes.fromhex(literal[1:-1].decode()).decode("utf-16")
    return re.sub(rb"\\(.)", rb"\1", literal[1:-1]).decode("ascii")


STRING = rb"(\((?:\\.|[^\\()])*\)|<[0-9A-F]*>)"


def structure_of(data, fonts):
    """Language, bookmarks, and the tags with the words that they mark, in reading order."""
    objects = objects_of(data)

    def value(body, key, pattern):
        found = re.search(rb"/" + key + rb" " + pattern, body)
        return found.group(1) if found else None

    def reference(body, key):
        number = value(body, key, rb"(\d+) 0 R")
        return int(number) if number else None

    def listed(body, key):
        return [int(n) for n in re.findall(rb"(\d+) 0 R", value(body, key, rb"\[([^\]]*)\]") or b"")]

    catalogue = objects[int(re.search(rb"trailer.*?/Root (\d+) 0 R", data, re.S).group(1))]
    pages = listed(objects[reference(catalogue, b"Pages")], b"Kids")
    marked, untagged = {}, []
    for page in pages:
        stream = next(streams_of(objects[reference(objects[page], b"Contents")] + b"endstream"))
        for number, tag, words in marked_content(stream, fonts):
            marked[page, number] = (tag, words)
        untagged += [words for words in loose_text(stream, fonts) if words.strip()]

    tree = objects[reference(catalogue, b"StructTreeRoot")]
    owners = objects[reference(tree, b"ParentTree")]
    parents = {}
    for key, owned in re.findall(rb"(\d+) \[ ((?:\d+ 0 R )*)\]", owners):
        page = next(p for p in pages if int(value(objects[p], b"StructParents", rb"(\d+)")) == int(key))
        parents.update({(page, mcid): int(n) for mcid, n in enumerate(re.findall(rb"(\d+) 0 R", owned))})
    elements, used = [], set()

    def walk(number, depth):
        body = objects[number]
        kind = value(body, b"S", rb"/(\w+)").decode()
        kids = body[body.index(b"/K [") + 4 :]
        words = []
        for page, mcid, kid in re.findall(rb"<< /Type /MCR /Pg (\d+) 0 R /MCID (\d+) >>|(\d+) 0 R(?= )", kids[: kids.index(b"]")]):
            if kid:
                continue
            place = int(page), int(mcid)
            assert marked[place][0] == kind, "the content carries the tag of its element"
            assert parents[place] == number, "the parent tree leads back"
            used.add(place)
            words.append(marked[place][1])
        alt = value(body, b"Alt", STRING)
        row = {"tag": kind, "depth": depth, "text": " ".join(words).strip()}
        if alt:
            row["alt"] = text_string(alt)
        elements.append(row)
        for page, mcid, kid in re.findall(rb"<< /Type /MCR /Pg (\d+) 0 R /MCID (\d+) >>|(\d+) 0 R(?= )", kids[: kids.index(b"]")]):
            if kid:
                assert reference(objects[int(kid)], b"P") == number, "children know their parent"
                walk(int(kid), depth + 1)

    walk(listed(tree, b"K")[0], 0)
    assert used == set(marked), "every marked piece belongs to an element"

    bookmarks = []
    outlines = reference(catalogue, b"Outlines")
    item = reference(objects[outlines], b"First") if outlines else None
    while item:
        body = objects[item]
        target = re.search(rb"/Dest \[(\d+) 0 R /XYZ 0 ([0-9.]+) null\]", body)
        bookmarks.append([text_string(value(body, b"Title", STRING)), pages.index(int(target.group(1))) + 1])
        item = reference(body, b"Next")
    return {
        "language": (value(catalogue, b"Lang", rb"\((\w+)\)") or b"").decode(),
        "marked": b"/MarkInfo << /Marked true >>" in catalogue,
        "elements": elements,
        "untagged": untagged,
        "bookmarks": bookmarks,
    }


def marked_content(stream, fonts):
    """Number, tag and words of each piece of marked content."""
    for tag, number, body in re.findall(rb"/(\w+) << /MCID (\d+) >> BDC\n(.*?)EMC\n", stream, re.S):
        yield int(number), tag.decode(), " ".join(page_text(body, fonts).split())


def loose_text(stream, fonts):
    """Words outside of any mark."""
    rest = re.sub(rb"/Span << [^>]*> >> BDC\n.*?EMC\n", b"", stream, flags=re.S)
    rest = re.sub(rb"/\w+ (?:BMC|<< /MCID \d+ >> BDC)\n.*?EMC\n", b"", rest, flags=re.S)
    return page_text(rest, fonts).split("\n")


def streams_of(data):
    for found in re.finditer(rb"(?<!end)stream\r?\n", data):
        body = data[found.end() : data.index(b"endstream", found.end())]
        try:
            yield zlib.decompress(body)
        except zlib.error:
            yield body


def characters_of(data, number):
    """What the glyphs of a font mean, by its ToUnicode map."""
    font = data[data.index(b"\n%d 0 obj" % number) :]
    table = int(re.search(rb"/ToUnicode (\d+) 0 R", font).group(1))
    text_map = data[data.index(b"\n%d 0 obj" % table) :]
    text_map = text_map[: text_map.index(b"endcmap")]
    out = {}
    for first, last, code in re.findall(rb"<(\w{4})> <(\w{4})> <(\w{4})>", text_map):
        for offset in range(int(last, 16) - int(first, 16) + 1):
            out[int(first, 16) + offset] = chr(int(code, 16) + offset)
    for first, codes in re.findall(rb"<(\w{4})> <\w{4}> \[([^\]]*)\]", text_map):
        for offset, code in enumerate(re.findall(rb"<(\w{4})>", codes)):
            out[int(first, 16) + offset] = chr(int(code, 16))
    return out


def page_text(stream, fonts):
    """The words of a page: one line per text object."""
    out, font = [], None
    for found in re.finditer(rb"(/F\d+) \d+ Tf|<(\w+)> Tj|\bET\b", stream):
        if found.group(1):
            font = fonts[found.group(1)]
        elif found.group(2):
            glyphs = found.group(2)
            out += [font[int(glyphs[i : i + 4], 16)] for i in range(0, len(glyphs), 4)]
        else:
            out.append("\n")
    return "".join(out).replace("\t", " ")


def main(words):
    kind, path = words[0], words[1]
    if kind == "onnx":
        with open(words[2], encoding="utf-8") as file:
            result = read_onnx(path, json.load(file))
    else:
        readers = {"npz": read_npz, "html": read_html, "csv": read_csv, "svg": read_svg, "zip": read_zip, "pdf": read_pdf}
        result = readers[kind](path)
    json.dump(result, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1:])
