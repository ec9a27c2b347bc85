package org.moreau.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.moreau.data.FileVerification.State;

class DataSetTest {
  private final Path folder;

  DataSetTest(@TempDir Path folder) {
    this.folder = folder;
  }

  /** A set that only a data folder can have. */
  private static final class Elsewhere implements DataSet {
    @Override
    public String name() {
      return "else-where";
    }

    @Override
    public String title() {
      return "Elsewhere";
    }

    @Override
    public String origin() {
      return "nowhere";
    }

    @Override
    public String licence() {
      return "none";
    }

    @Override
    public List<DataFile> files() {
      return List.of(
          // The checksum of "abc", from FIPS 180.
          new DataFile(
              "a.txt",
              3,
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
              false));
    }

    @Override
    public boolean bundled() {
      return false;
    }

    @Override
    public List<Path> fetch(Path dataFolder) {
      return List.of();
    }
  }

  @Test
  void everyBundledSetIsWhole() throws IOException {
    for (DataSet set : DataSets.all()) {
      if (set.bundled()) {
        for (FileVerification result : set.verify(new DataFolders(List.of()))) {
          assertEquals(State.GOOD, result.state(), result.toString());
          assertEquals("bundled " + result.file().name(), result.place());
        }
      }
    }
  }

  @Test
  void everySetSaysWhereItComesFrom() {
    for (DataSet set : DataSets.all()) {
      assertTrue(set.name().matches("[a-z0-9-]+"), set.name());
      assertTrue(set.origin().matches(".*https?://.*"), set.origin());
      assertFalse(set.licence().isBlank());
      assertFalse(set.title().isBlank());
      assertFalse(set.files().isEmpty());
    }
  }

  @Test
  void fetchesABundledSetWithItsAttribution() throws IOException {
    DataSet set = DataSets.named("japanese-vowels");

    List<Path> written = set.fetch(folder.resolve("new"));

    Path there = folder.resolve("new").resolve("japanese_vowels");
    assertEquals(
        List.of(there.resolve("ae.train"), there.resolve("ae.test"), there.resolve("ATTRIBUTION")),
        written);
    assertEquals(set.files().get(0).bytes(), Files.size(written.get(0)));
    assertTrue(Files.readString(written.get(2)).contains("CC BY 4.0"));
    List<FileVerification> results = set.verify(new DataFolders(List.of(folder.resolve("new"))));
    assertEquals(written.get(1).toString(), results.get(1).place());
    assertEquals(State.GOOD, results.get(1).state());
  }

  @Test
  void fetchNamesAFolderThatCannotBeWritten() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");

    IOException e =
        assertThrows(IOException.class, () -> DataSets.named("japanese-vowels").fetch(file));

    assertTrue(
        e.toString().contains("data set japanese-vowels cannot be written into " + file),
        e.getMessage());
  }

  @Test
  void verifyTellsGoodMissingAndDifferentFilesApart() throws IOException {
    DataSet set = new Elsewhere();
    DataFolders folders = new DataFolders(List.of(folder));

    FileVerification missing = set.verify(folders).get(0);
    Path path = folder.resolve("else_where/a.txt");
    Files.createDirectories(path.getParent());
    Files.writeString(path, "abd");
    FileVerification different = set.verify(folders).get(0);
    Files.writeString(path, "abc");
    FileVerification good = set.verify(folders).get(0);

    assertEquals(State.MISSING, missing.state());
    assertEquals(folder.toString(), missing.place());
    assertEquals(State.DIFFERENT, different.state());
    assertTrue(different.reason().startsWith(path + ": its SHA-256 must be "), different.reason());
    assertEquals(State.GOOD, good.state());
    assertEquals("", missing.reason() + good.reason());
    assertEquals(path.toString(), good.place());
  }

  @Test
  void aMissingSetSaysWhereItWasLookedForAndHowToGetIt() {
    DataSet set = new Elsewhere();
    DataFolders folders = new DataFolders(List.of(folder, folder.resolve("b")));

    IOException e =
        assertThrows(
            FileNotFoundException.class, () -> DataSource.of(set, set.files().get(0), folders));

    assertEquals(
        "data set else-where is not here: a.txt was looked for in the folder else_where of "
            + folder
            + ", "
            + folder.resolve("b")
            + "; get it with: moreau data fetch else-where",
        e.getMessage());
  }

  @Test
  void looksInTheOptionThenTheVariableThenTheHome() throws IOException {
    Path option = Files.createDirectory(folder.resolve("option"));
    Path variable = Files.createDirectory(folder.resolve("variable"));
    Path home = Path.of("home", ".cache", "moreau", "data");

    assertEquals(
        List.of(option, variable, home),
        DataFolders.standard(option, variable.toString(), Path.of("home")).folders());
    assertEquals(List.of(home), DataFolders.standard(null, null, Path.of("home")).folders());
  }

  @Test
  void fetchesIntoTheFirstFolderAlsoWhereItIsMissing() {
    Path option = folder.resolve("option");
    Path home = Path.of("home");

    assertEquals(option, DataFolders.destination(option, "variable", home));
    assertEquals(Path.of("variable"), DataFolders.destination(null, "variable", home));
    assertEquals(
        home.resolve(Path.of(".cache", "moreau", "data")),
        DataFolders.destination(null, " ", home));
  }

  @Test
  void fetchesIntoNoFile() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");

    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> DataFolders.destination(file));

    assertEquals("--data must name a folder, but " + file + " is a file", e.getMessage());
  }

  @Test
  void rejectsAnOptionThatIsNoFolder() {
    Path none = folder.resolve("none");

    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> DataFolders.standard(none));

    assertEquals("--data must name an existing folder, got " + none, e.getMessage());
  }

  @Test
  void findsPlainBeforePackedAndFirstFolderFirst() throws IOException {
    DataSet set = new Elsewhere();
    DataFile file = set.files().get(0);
    Path first = Files.createDirectories(folder.resolve("first/else_where"));
    Path second = Files.createDirectories(folder.resolve("second/else_where"));
    DataFolders folders = new DataFolders(List.of(first.getParent(), second.getParent()));
    assertTrue(folders.find(set, file).isEmpty());

    Path later = Files.writeString(second.resolve("a.txt"), "");
    assertEquals(later, folders.find(set, file).orElseThrow());
    Path packed = Files.writeString(first.resolve("a.txt.gz"), "");
    assertEquals(packed, folders.find(set, file).orElseThrow());
    Path plain = Files.writeString(first.resolve("a.txt"), "");
    assertEquals(plain, folders.find(set, file).orElseThrow());
  }

  @Test
  void takesAllFilesFromOnePlace() throws IOException {
    DataSet set = DataSets.named("japanese-vowels");
    Path first = folder.resolve("first");
    Path second = folder.resolve("second");
    set.fetch(second);
    Path test = set.fetch(first).get(1);
    Files.delete(test);
    DataFolders folders = new DataFolders(List.of(first, second));

    List<FileVerification> results = set.verify(folders);
    IOException e =
        assertThrows(
            FileNotFoundException.class,
            () -> new JapaneseVowels().test(folders),
            "not from second");

    assertEquals(State.GOOD, results.get(0).state());
    assertEquals(State.MISSING, results.get(1).state());
    assertEquals(test.getParent().toString(), results.get(1).place());
    assertEquals(
        "data set japanese-vowels is not whole: "
            + test.getParent()
            + " lacks ae.test, and all files are taken from one place; get them with: moreau data"
            + " fetch japanese-vowels --data "
            + first,
        e.getMessage());
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aFetchThatFailsLeavesNothingNew() throws IOException {
    DataSet set = DataSets.named("japanese-vowels");
    Path there = Files.createDirectories(folder.resolve("full/japanese_vowels"));
    Path temporary = there.resolve(".ae.test.tmp");
    Files.createSymbolicLink(temporary, Path.of("/dev/full"));

    IOException e = assertThrows(IOException.class, () -> set.fetch(folder.resolve("full")));

    Path file = there.resolve("ae.test");
    assertEquals(
        "data set japanese-vowels cannot be written into "
            + there
            + ": "
            + file
            + " could not be written: No space left on device",
        e.getMessage());
    try (Stream<Path> content = Files.list(there)) {
      assertEquals(List.of(), content.toList());
    }
    Files.createSymbolicLink(temporary, Path.of("/dev/full"));
    Path old = Files.writeString(there.resolve("ae.train"), "an older one");
    assertThrows(IOException.class, () -> set.fetch(folder.resolve("full")));
    assertTrue(Files.exists(old), "what was there before stays");
  }

  @Test
  void aDamagedPackedFileDiffers() throws IOException {
    Path path = Files.createDirectories(folder.resolve("else_where")).resolve("a.txt.gz");
    Files.writeString(path, "abc");

    FileVerification result = new Elsewhere().verify(new DataFolders(List.of(folder))).get(0);

    assertEquals(State.DIFFERENT, result.state());
  }

  @Test
  void knowsAFileByTheChecksumOfWhatIsInIt() throws IOException {
    DataSet set = new Elsewhere();
    DataFile file = set.files().get(0);
    DataFolders folders = new DataFolders(List.of(folder));
    Path path = Files.createDirectories(folder.resolve("else_where")).resolve("a.txt");
    Files.writeString(path, "abc");
    FoundFile plain = set.find(file, folders);
    Files.delete(path);
    Path packed = path.resolveSibling("a.txt.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
      out.write('a');
      out.write('b');
      out.write('c');
    }
    FoundFile unpacked = set.find(file, folders);

    assertEquals(new FoundFile(file, path.toString(), file.sha256()), plain);
    assertEquals(new FoundFile(file, packed.toString(), file.sha256()), unpacked);
  }
}
