package org.moreau.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
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
              "a.txt", 3, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
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
