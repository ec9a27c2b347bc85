package org.moreau.data;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.moreau.engine.AtomicFile;
import org.moreau.engine.MalformedFileException;

/** A file of a data set that is there: on disk, plain or packed, or in the library's jar. */
record DataSource(String place, Content content) {
  private static final String ATTRIBUTION = "ATTRIBUTION";

  /** Opens the unpacked bytes. */
  @FunctionalInterface
  interface Content {
    InputStream open() throws IOException;
  }

  /** Reads from an opened source. */
  @FunctionalInterface
  interface Reading<T> {
    T from(BufferedReader reader) throws IOException;
  }

  /** The file at {@code path}, unpacked if its name ends with .gz. */
  static DataSource at(Path path) {
    return new DataSource(
        path.toString(),
        () -> {
          InputStream in = Files.newInputStream(path);
          try {
            return path.toString().endsWith(".gz") ? new GZIPInputStream(in, 1 << 16) : in;
          } catch (IOException e) {
            in.close();
            throw e;
          }
        });
  }

  /**
   * {@code file} from the first folder that has a file of {@code set}, else from the jar.
   *
   * @throws FileNotFoundException saying where it was looked for and how to get it
   */
  static DataSource of(DataSet set, DataFile file, DataFolders folders)
      throws FileNotFoundException {
    return find(set, file, folders)
        .orElseThrow(() -> new FileNotFoundException(missing(set, file, folders)));
  }

  private static String missing(DataSet set, DataFile file, DataFolders folders) {
    String fetch = "; get it with: moreau data fetch " + set.name();
    return folders
        .holding(set)
        .map(
            folder ->
                "data set "
                    + set.name()
                    + " is not whole: "
                    + file.name()
                    + " is missing in "
                    + folder.resolve(set.folder())
                    + fetch
                    + " --data "
                    + folder)
        .orElseGet(
            () ->
                "data set "
                    + set.name()
                    + " is not here: "
                    + file.name()
                    + " was looked for in the folder "
                    + set.folder()
                    + " of "
                    + folders
                    + fetch);
  }

  static FileVerification verify(DataSet set, DataFile file, DataFolders folders)
      throws IOException {
    Optional<DataSource> source = find(set, file, folders);
    if (source.isEmpty()) {
      String place =
          folders
              .holding(set)
              .map(folder -> folder.resolve(set.folder()).toString())
              .orElseGet(folders::toString);
      return new FileVerification(file, FileVerification.State.MISSING, place);
    }
    boolean same = source.get().sha256().equals(file.sha256());
    return new FileVerification(
        file,
        same ? FileVerification.State.GOOD : FileVerification.State.DIFFERENT,
        source.get().place());
  }

  /**
   * Copies what the jar has of {@code set}, with its attribution, into {@code dataFolder}: all
   * files or, on failure, none.
   */
  static List<Path> unpack(DataSet set, Path dataFolder) throws IOException {
    Path folder = dataFolder.resolve(set.folder());
    List<String> names = new ArrayList<>(set.files().stream().map(DataFile::name).toList());
    names.add(ATTRIBUTION);
    try {
      Files.createDirectories(dataFolder);
      Path stage = Files.createTempDirectory(dataFolder, "." + set.folder());
      try {
        for (String name : names) {
          AtomicFile.write(stage.resolve(name), out -> bundled(set, name).copyTo(out));
        }
        Files.createDirectories(folder);
        for (String name : names) {
          Files.move(
              stage.resolve(name),
              folder.resolve(name),
              StandardCopyOption.ATOMIC_MOVE,
              StandardCopyOption.REPLACE_EXISTING);
        }
      } finally {
        for (String name : names) {
          Files.deleteIfExists(stage.resolve(name));
        }
        Files.delete(stage);
      }
    } catch (IOException e) {
      // The temporary file that a wrapper of the reason names is gone.
      IOException innermost = e;
      while (innermost.getCause() instanceof IOException cause) {
        innermost = cause;
      }
      throw new IOException(
          "data set " + set.name() + " cannot be written into " + folder + ": " + reason(innermost),
          e);
    }
    return names.stream().map(folder::resolve).toList();
  }

  /** Runs {@code reading} on the text; every failure names the place. */
  <T> T read(Reading<T> reading) throws IOException {
    try (InputStream in = content.open();
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.ISO_8859_1))) {
      return reading.from(reader);
    } catch (IOException e) {
      throw named(e);
    }
  }

  private String sha256() throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      copyTo(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private void copyTo(OutputStream out) throws IOException {
    try (InputStream in = content.open()) {
      in.transferTo(out);
    } catch (IOException e) {
      throw named(e);
    }
  }

  private IOException named(IOException e) {
    if (e instanceof MalformedFileException) {
      return e;
    } else if (e instanceof NoSuchFileException) {
      return new NoSuchFileException(place, null, reason(e));
    } else if (e instanceof AccessDeniedException) {
      return new AccessDeniedException(place, null, reason(e));
    } else if (e instanceof ZipException || e instanceof EOFException) {
      return new MalformedFileException(place + ": not a whole gzip file", e);
    }
    return new IOException(place + ": " + reason(e), e);
  }

  private static String reason(IOException e) {
    if (e instanceof NoSuchFileException) {
      return "no such file";
    } else if (e instanceof FileAlreadyExistsException file) {
      return file.getFile() + " is not a folder";
    }
    return e instanceof AccessDeniedException ? "access denied" : String.valueOf(e.getMessage());
  }

  private static Optional<DataSource> find(DataSet set, DataFile file, DataFolders folders) {
    Optional<Path> folder = folders.holding(set);
    if (folder.isPresent()) {
      return DataFolders.fileOf(set, file, folder.get()).map(DataSource::at);
    }
    return set.bundled() ? Optional.of(bundled(set, file.name())) : Optional.empty();
  }

  private static DataSource bundled(DataSet set, String name) {
    return new DataSource(
        "bundled " + name,
        () -> {
          String resource = set.name() + "/" + name;
          InputStream in = set.getClass().getResourceAsStream(resource);
          if (in == null) {
            throw new FileNotFoundException("the jar of " + set.getClass() + " lacks " + resource);
          }
          return in;
        });
  }
}
