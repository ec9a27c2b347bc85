package org.moreau.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.moreau.data.FileVerification.State;

class DataSetTest {
  private final Path folder;

  DataSetTest(@TempDir Path folder) {
    this.folder = folder;
  }

  /** A set that only a data folder can have. */
  private static class Elsewhere implements DataSet {
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
              "a.txt", 3, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
    }

    @Override
    public boolean bundled() {
      return false;
    }

    @Override
    public List<Path> fetch(Path dataFolder) throws IOException {
      return List.of();
    }
  }

  /** The bundled set with one file more, which the jar lacks. */
  private static final class WithoutEnd extends Elsewhere {
    @Override
    public String name() {
      return "japanese-vowels";
    }

    @Override
    public List<DataFile> files() {
      List<DataFile> files = new ArrayList<>(DataSets.named(name()).files());
      files.add(new DataFile("none", 1, "0".repeat(64)));
      return files;
    }

    @Override
    public List<Path> fetch(Path dataFolder) throws IOException {
      return DataSource.unpack(this, dataFolder);
    }
  }

  @Test
  void aFetchThatFailsWritesNoFile() throws IOException {
    Path before = folder.resolve("japanese_vowels/ae.train");
    Files.createDirectory(before.getParent());
    Files.writeString(before, "abc");

    IOException e = assertThrows(IOException.class, () -> new WithoutEnd().fetch(folder));

    assertTrue(
        e.toString()
            .endsWith(
                "data set japanese-vowels cannot be written into "
                    + before.getParent()
                    + ": the jar of "
                    + WithoutEnd.class
                    + " lacks japanese-vowels/none"),
        e.toString());
    assertEquals("abc", Files.readString(before));
    try (Stream<Path> left = Files.walk(folder)) {
      assertEquals(List.of(before), left.filter(Files::isRegularFile).toList());
    }
    try (Stream<Path> left = Files.list(folder)) {
      assertEquals(List.of(before.getParent()), left.toList());
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
      assertTrue(set.origin().contains("https://"), set.origin());
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
    assertEquals(State.GOOD, good.state());
    assertEquals(path.toString(), good.place());
  }

  @Test
  void verifyNamesTheFolderThatLacksAFile() throws IOException {
    DataSet set = DataSets.named("japanese-vowels");
    Files.delete(set.fetch(folder).get(0));

    FileVerification missing = set.verify(new DataFolders(List.of(folder))).get(0);

    assertEquals(State.MISSING, missing.state());
    assertEquals(folder.resolve("japanese_vowels").toString(), missing.place());
  }

  @Test
  void aMissingSetSaysWhereItWasLookedForAndHowToGetIt() {
    DataSet set = new Elsewhere();
    DataFolders folders = new DataFolders(List.of(folder, folder.resolve("b")));

    IOException e = assertThrows(FileNotFoundException.class, () -> set.require(folders));

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
    Path first = Files.createDirectory(folder.resolve("first"));
    Path second = Files.createDirectory(folder.resolve("second"));
    DataFolders folders = new DataFolders(List.of(first, second));
    Path plain = Files.writeString(second.resolve("x"), "");

    assertEquals(plain, folders.find("x").orElseThrow());
    Path packed = Files.writeString(first.resolve("x.gz"), "");
    assertEquals(packed, folders.find("x").orElseThrow());
    assertTrue(folders.find("y").isEmpty());
  }
}
