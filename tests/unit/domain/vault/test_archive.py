"""A vault is read whole or refused whole, whatever the archive claims."""

import os
import random
import stat
import struct
import unicodedata
import zipfile
import zlib
from pathlib import Path

import pytest

from coaching_app.core.errors import Invalid, NotFound, TooLarge
from coaching_app.domain.vault.archive import ArchiveLimits, inspect_archive, read_archive, verify_archive
from coaching_app.domain.vault.paths import FileKind
from tests.support.samples import sample


def make_zip(path: Path, files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def entry(name: bytes, data: bytes, *, size=None, crc=None, method=8, flags=0x800, extra=b"", attributes=0):
    """The local record and the directory record of one file, with whatever lies are wanted."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(data) + packer.flush() if method == 8 else data
    crc = zlib.crc32(data) if crc is None else crc
    size = len(data) if size is None else size
    sizes = (crc, len(packed), size, len(name))
    local = struct.pack("<4s5H3L2H", b"PK\3\4", 20, flags, method, 0, 0x21, *sizes, 0) + name + packed

    def central(offset):
        head = (
            b"PK\1\2",
            0x0314,
            20,
            flags,
            method,
            0,
            0x21,
            *sizes,
            len(extra),
            0,
            0,
            0,
            attributes,
            offset,
        )
        return struct.pack("<4s6H3L5H2L", *head) + name + extra

    return local, central


def raw_zip(path: Path, entries, *, offsets=None, count=None) -> Path:
    body, directory = b"", b""
    for index, (local, central) in enumerate(entries):
        directory += central(offsets[index] if offsets else len(body))
        body += local
    count = len(entries) if count is None else count
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count, count, len(directory), len(body), 0)
    path.write_bytes(body + directory + end)
    return path


def contents(plan):
    return {file.path: file.read_all() for file in read_archive(plan)}


def test_a_zip_and_a_folder_give_the_same_bytes(tmp_path):
    files = {
        "Vault/Ä note 🎉.md": b"# Hi\r\n",
        "Vault/A: colon.md": b"x",
        "Vault/.obsidian/app.json": b"{}",
        "Vault/img.png": bytes(range(256)) * 1000,
        f"Vault/{'d' * 100}/{'n' * 90}.md": b"long",
        "Vault/board.canvas": b"{}",
        "Vault/all.base": b"views: []",
        "Vault/empty.md": b"",
    }
    plan = inspect_archive(make_zip(tmp_path / "v.zip", files))
    assert contents(plan) == files
    assert plan.common_root == "Vault"
    assert plan.total_bytes == sum(map(len, files.values()))
    kinds = {file.path.rpartition("/")[2]: file.kind for file in plan.files}
    assert kinds["board.canvas"] is FileKind.CANVAS
    assert kinds["all.base"] is FileKind.BASE
    assert kinds["app.json"] is FileKind.CONFIG
    assert kinds["img.png"] is FileKind.ATTACHMENT
    assert plan.count(FileKind.NOTE) == 4
    folder = tmp_path / "folder"
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    assert contents(inspect_archive(folder)) == files


def test_what_does_not_belong_to_a_vault_is_left_out_with_a_reason(tmp_path):
    files = dict.fromkeys(("a.md", ".trash/old.md", ".git/config", "__MACOSX/._a.md", "sub/.DS_Store", ".obsidian/workspace.json", ".obsidian/workspace-mobile.json", ".obsidian/app.json"), b"x")  # fmt: skip
    for plan in (inspect_archive(make_zip(tmp_path / "v.zip", files)), _as_folder(tmp_path / "f", files)):
        assert {file.path for file in plan.files} == {"a.md", ".obsidian/app.json"}
        assert all(skipped.reason for skipped in plan.skipped)
        assert len(plan.skipped) >= 5


def _as_folder(folder: Path, files: dict[str, bytes]):
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return inspect_archive(folder)


@pytest.mark.parametrize(
    "name",
    [
        "../evil.md", "a/../../evil.md", "/etc/passwd", "C:/evil.md", "C:\\evil.md", "c:evil.md", "\\\\host\\x",
        "..\\evil.md", "a\\b.md", "a//b.md", "./a.md", "a/./b.md", "nul\0.md", "a\nb.md", "..", ".", "a/..",
        "\x1b[31m.md", "x/" * 150 + "deep.md", "l" * 5000 + ".md", "~\\x", "//host/share/a.md",
    ],
)  # fmt: skip
def test_a_path_that_is_not_plain_refuses_the_archive(tmp_path, name):
    good = entry(b"good.md", b"fine")
    with pytest.raises(Invalid) as caught:
        inspect_archive(raw_zip(tmp_path / "v.zip", [good, entry(name.encode(), b"evil")]))
    assert caught.value.message
    assert "\0" not in caught.value.message


def test_names_with_colons_and_dots_are_ordinary(tmp_path):
    names = [
        "Q: why.md",
        "12:30.md",
        "...md",
        "..a.md",
        "a...b/c.md",
        "re: x.md",
        "-rf.md",
        "CON.md",
        "a .md",
    ]
    plan = inspect_archive(make_zip(tmp_path / "v.zip", dict.fromkeys(names, b"x")))
    assert [file.path for file in plan.files] == names


@pytest.mark.parametrize("mode", [stat.S_IFLNK, stat.S_IFCHR, stat.S_IFBLK, stat.S_IFIFO, stat.S_IFSOCK])
def test_links_and_devices_refuse_the_archive(tmp_path, mode):
    bad = entry(b"sub/link.md", b"/etc/passwd", attributes=(mode | 0o777) << 16)
    with pytest.raises(Invalid, match=r"sub/link\.md"):
        inspect_archive(raw_zip(tmp_path / "v.zip", [bad]))


@pytest.mark.parametrize("flags", [0x1, 0x41, 0x2001])
def test_encrypted_entries_refuse_the_archive(tmp_path, flags):
    with pytest.raises(Invalid, match="password"):
        inspect_archive(raw_zip(tmp_path / "v.zip", [entry(b"a.md", b"x", flags=flags)]))


def test_unusual_packing_is_refused(tmp_path):
    for method in (zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        with pytest.raises(Invalid, match="packed"):
            inspect_archive(make_zip(tmp_path / f"{method}.zip", {"a.md": b"x"}, method))


def test_limits_name_the_file_or_the_measure(tmp_path):
    archive = make_zip(tmp_path / "v.zip", {f"{n}.md": b"x" * 1000 for n in range(10)})
    with pytest.raises(TooLarge, match="more than 9"):
        inspect_archive(archive, ArchiveLimits(max_files=9))
    with pytest.raises(TooLarge, match=r"0\.md"):
        inspect_archive(archive, ArchiveLimits(max_file_bytes=999))
    with pytest.raises(TooLarge, match="unpacked"):
        inspect_archive(archive, ArchiveLimits(max_total_bytes=9_999))
    assert inspect_archive(archive, ArchiveLimits(max_files=10, max_total_bytes=10_000)).total_bytes == 10_000


def test_a_compression_bomb_is_refused_before_it_is_unpacked(tmp_path):
    bomb = make_zip(tmp_path / "v.zip", {"bomb.md": b"\0" * 20_000_000})
    with pytest.raises(TooLarge, match=r"bomb\.md"):
        inspect_archive(bomb)
    many = make_zip(tmp_path / "many.zip", {f"{n}.md": b"\0" * 3_000_000 for n in range(5)})
    with pytest.raises(TooLarge):
        inspect_archive(many)


def test_entries_that_share_bytes_are_refused(tmp_path):
    first, second = entry(b"a.md", b"A" * 500, method=0), entry(b"a.md", b"A" * 500, method=0)
    local, central = first
    same = raw_zip(
        tmp_path / "same.zip", [(local, central), (b"", entry(b"b.md", b"A" * 500)[1])], offsets=[0, 0]
    )
    with pytest.raises(Invalid, match=r"overlaps|damaged"):
        inspect_archive(same)
    inner_local, inner_central = entry(b"inner.md", b"tiny")
    outer_local, outer_central = entry(b"outer.md", inner_local + b"rest", method=0)
    inside = len(outer_local) - len(inner_local) - 4
    nested = [(outer_local, outer_central), (b"", inner_central)]
    with pytest.raises(Invalid, match="overlaps"):
        inspect_archive(raw_zip(tmp_path / "nested.zip", nested, offsets=[0, inside]))
    with pytest.raises(Invalid, match="twice"):
        inspect_archive(raw_zip(tmp_path / "twice.zip", [first, second]))


def test_a_file_that_is_also_a_folder_is_refused(tmp_path):
    entries = [entry(b"a", b"x"), entry(b"a/b.md", b"y")]
    with pytest.raises(Invalid, match="same time"):
        inspect_archive(raw_zip(tmp_path / "v.zip", entries))


def test_a_name_that_differs_in_the_file_header_is_refused(tmp_path):
    local, _central = entry(b"x.md", b"1")
    _local, central = entry(b"y.md", b"1")
    with pytest.raises(Invalid, match="damaged"):
        inspect_archive(raw_zip(tmp_path / "v.zip", [(local, central)]))


@pytest.mark.parametrize("size", [10, 999, 1001, 5000])
def test_lying_sizes_are_found_while_reading(tmp_path, size):
    liar = entry(b"liar.md", b"a" * 1000, size=size, crc=zlib.crc32(b"a" * size))
    plan = inspect_archive(raw_zip(tmp_path / "v.zip", [liar]))
    with pytest.raises(Invalid, match=r"liar\.md"):
        verify_archive(plan)


def test_a_lie_about_a_bomb_stops_at_the_declared_size(tmp_path):
    liar = entry(b"liar.md", b"\0" * 50_000_000, size=1000)
    plan = inspect_archive(raw_zip(tmp_path / "v.zip", [liar]))
    files = read_archive(plan)
    with pytest.raises(Invalid):
        next(next(files).read())


def test_wrong_checksums_and_broken_streams_are_found(tmp_path):
    for number, bad in enumerate((entry(b"a.md", b"text", crc=1), (entry(b"a.md", b"t" * 99)))):
        path = raw_zip(tmp_path / f"{number}.zip", [bad])
        if number:
            data = bytearray(path.read_bytes())
            data[36] ^= 0xFF
            path.write_bytes(bytes(data))
        with pytest.raises(Invalid):
            verify_archive(inspect_archive(path))


def test_damaged_files_are_refused_whatever_is_wrong(tmp_path):
    whole = make_zip(tmp_path / "v.zip", {f"{n}.md": os.urandom(50) for n in range(20)}).read_bytes()
    broken = tmp_path / "broken.zip"
    for size in (0, 1, 21, 22, 100, len(whole) // 2, len(whole) - 1):
        broken.write_bytes(whole[:size])
        with pytest.raises(Invalid):
            inspect_archive(broken)
    chance = random.Random(7)
    for _round in range(300):
        data = bytearray(whole)
        for _flip in range(3):
            data[chance.randrange(len(data))] = chance.randrange(256)
        broken.write_bytes(bytes(data))
        try:
            verify_archive(inspect_archive(broken))
        except (Invalid, TooLarge):
            continue
    broken.write_bytes(b"not a zip at all" * 100)
    with pytest.raises(Invalid):
        inspect_archive(broken)
    with pytest.raises(NotFound):
        inspect_archive(tmp_path / "missing.zip")


def test_a_directory_that_claims_another_count_is_refused(tmp_path):
    with pytest.raises(Invalid):
        inspect_archive(raw_zip(tmp_path / "v.zip", [entry(b"a.md", b"x")], count=2))


def test_names_in_old_and_new_encodings(tmp_path):
    path = "Grüße.md"
    field = struct.pack("<HHBL", 0x7075, 5 + len("é.md".encode()), 1, zlib.crc32(b"e_.md")) + "é.md".encode()
    entries = [
        entry(path.encode("cp437"), b"1", flags=0),
        entry("日本.md".encode(), b"2", flags=0),
        entry(b"e_.md", b"3", flags=0, extra=field),
        entry(unicodedata.normalize("NFD", "ñ.md").encode(), b"4"),
    ]
    plan = inspect_archive(raw_zip(tmp_path / "v.zip", entries))
    decomposed = unicodedata.normalize("NFD", "ñ.md")
    assert contents(plan) == {path: b"1", "日本.md": b"2", "é.md": b"3", decomposed: b"4"}
    assert plan.files[-1].key == "ñ.md"


def test_large_archives_with_wide_records(tmp_path):
    path = tmp_path / "v.zip"
    with zipfile.ZipFile(path, "w") as archive, archive.open("a.md", "w", force_zip64=True) as file:
        file.write(b"hello")
    assert contents(inspect_archive(path)) == {"a.md": b"hello"}
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(66_000):
            archive.writestr(f"{number}.md", b"")
    with pytest.raises(TooLarge):
        inspect_archive(path)
    assert len(inspect_archive(path, ArchiveLimits(max_files=70_000)).files) == 66_000


def test_empty_folders_are_remembered(tmp_path):
    with zipfile.ZipFile(tmp_path / "v.zip", "w") as archive:
        archive.mkdir("Vault")
        archive.mkdir("Vault/empty")
        archive.writestr("Vault/a.md", b"x")
    plan = inspect_archive(tmp_path / "v.zip")
    assert plan.empty_folders == ("Vault/empty",)
    (tmp_path / "f" / "empty").mkdir(parents=True)
    assert inspect_archive(tmp_path / "f").empty_folders == ("empty",)


def test_an_archive_that_changes_behind_our_back_is_noticed(tmp_path):
    path = make_zip(tmp_path / "v.zip", {"a.md": b"one", "b.md": b"two"})
    plan = inspect_archive(path)
    make_zip(path, {"c.md": b"one", "d.md": b"two"})
    with pytest.raises(Invalid):
        verify_archive(plan)


def test_links_out_of_a_folder_and_pipes_refuse_it(tmp_path):
    folder = tmp_path / "vault"
    folder.mkdir()
    (folder / "a.md").write_text("x")
    (folder / "inside.md").symlink_to(folder / "a.md")
    plan = inspect_archive(folder)
    assert [file.path for file in plan.files] == ["a.md"]
    assert [skipped.path for skipped in plan.skipped] == ["inside.md"]
    (tmp_path / "secret").write_text("secret")
    (folder / "out.md").symlink_to(tmp_path / "secret")
    with pytest.raises(Invalid, match=r"out\.md"):
        inspect_archive(folder)
    (folder / "out.md").unlink()
    (folder / "loop").symlink_to(tmp_path)
    with pytest.raises(Invalid, match="loop"):
        inspect_archive(folder)
    (folder / "loop").unlink()
    os.mkfifo(folder / "pipe.md")
    with pytest.raises(Invalid, match="device"):
        inspect_archive(folder)


def test_a_file_swapped_for_a_link_after_inspection_is_not_followed(tmp_path):
    folder = tmp_path / "vault"
    folder.mkdir()
    (folder / "a.md").write_text("xxxx")
    plan = inspect_archive(folder)
    (tmp_path / "s").write_text("yyyy")
    (folder / "a.md").unlink()
    (folder / "a.md").symlink_to(tmp_path / "s")
    with pytest.raises(Invalid, match="changed"):
        verify_archive(plan)
    (folder / "a.md").unlink()
    (folder / "a.md").write_text("longer than before")
    with pytest.raises(Invalid, match="changed"):
        verify_archive(plan)


def test_unreadable_names_in_a_folder_are_listed(tmp_path):
    (tmp_path / "good.md").write_text("x")
    (tmp_path / "back\\slash.md").write_text("x")
    with open(os.fsencode(tmp_path) + b"/bad\xff.md", "wb"):  # noqa: PTH123  a Path cannot say these bytes
        pass
    plan = inspect_archive(tmp_path)
    assert [file.path for file in plan.files] == ["good.md"]
    assert len(plan.skipped) == 2
    assert all(skipped.path.encode() for skipped in plan.skipped)


def test_a_real_vault():
    plan = inspect_archive(sample("vault-kepano.zip"))
    verify_archive(plan)
    assert plan.count(FileKind.NOTE) == 103
    assert plan.count(FileKind.BASE) == 30
    assert not plan.skipped
