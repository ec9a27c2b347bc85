package org.moreau.data;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.bytedeco.pytorch.Tensor;
import org.moreau.engine.AtomicFile;
import org.moreau.engine.MalformedFileException;
import org.moreau.engine.NpyFile;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.types.Sources;

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
   * {@code file} from the place of its set.
   *
   * @throws FileNotFoundException saying where it was looked for and how to get it
   */
  static DataSource of(DataSet set, DataFile file, DataFolders folders)
      throws FileNotFoundException {
    Optional<DataSource> source = find(set, file, folders);
    if (source.isPresent()) {
      return source.get();
    }
    Optional<Path> folder = folders.folderOf(set);
    throw new FileNotFoundException(
        folder.isPresent()
            ? "data set "
                + set.name()
                + " is not whole: "
                + folder.get()
                + " lacks "
                + file.name()
                + ", and all files are taken from one place; "
                + (set.fetchable()
                    ? "get them with: moreau data fetch "
                        + set.name()
                        + " --data "
                        + folder.get().toAbsolutePath().getParent()
                    : set.howToGet())
            : "data set "
                + set.name()
                + " is not here: "
                + file.name()
                + " was looked for in the folder "
                + String.join(" or ", set.folders())
                + " of "
                + folders
                + "; "
                + set.howToGet());
  }

  /** Reads a file that is there. */
  @FunctionalInterface
  interface Reader {
    /**
     * Reads it.
     *
     * @throws MalformedFileException saying in what it is not what it should be
     */
    void read(DataFile file, DataSource source) throws IOException;
  }

  /** The files of {@code set}: good is what {@code reader} reads. */
  static List<FileVerification> verify(DataSet set, DataFolders folders, Reader reader)
      throws IOException {
    List<FileVerification> results = new ArrayList<>();
    for (DataFile file : set.files()) {
      Optional<DataSource> source = find(set, file, folders);
      results.add(
          source.isPresent()
              ? verify(file, source.get(), reader)
              : FileVerification.missing(
                  file, folders.folderOf(set).map(Path::toString).orElse(folders.toString())));
    }
    return results;
  }

  private static FileVerification verify(DataFile file, DataSource source, Reader reader)
      throws IOException {
    try {
      reader.read(file, source);
      return FileVerification.good(file, source.place);
    } catch (MalformedFileException e) {
      return FileVerification.different(file, source.place, String.valueOf(e.getMessage()));
    }
  }

  /**
   * Refuses a file that has not the checksum of {@code file}, or its length where none is known.
   */
  void requirePublished(DataFile file) throws IOException {
    if (file.sha256() == null) {
      requireCount("bytes", file.bytes(), length());
      return;
    }
    String own = sha256();
    if (!own.equals(file.sha256())) {
      throw new MalformedFileException(
          place + ": its SHA-256 must be " + file.sha256() + ", got " + own);
    }
  }

  /** Refuses another number of {@code things} than there must be. */
  void requireCount(String things, long wanted, long got) throws MalformedFileException {
    if (got != wanted) {
      throw new MalformedFileException(
          place + ": there must be " + wanted + " " + things + ", got " + got);
    }
  }

  /**
   * Copies what the jar has of {@code set}, with its attribution, into {@code dataFolder}; where
   * that fails, what was not there before is taken away again, since half a set is worse than none.
   */
  static List<Path> unpack(DataSet set, Path dataFolder) throws IOException {
    Path folder = dataFolder.resolve(set.folder());
    List<String> names = new ArrayList<>(set.files().stream().map(DataFile::name).toList());
    names.add(ATTRIBUTION);
    List<Path> written = new ArrayList<>();
    Deque<Path> made = new ArrayDeque<>();
    try {
      for (Path p = folder.toAbsolutePath(); p != null && !Files.exists(p); p = p.getParent()) {
        made.addLast(p);
      }
      Files.createDirectories(folder);
      for (String name : names) {
        Path path = folder.resolve(name);
        if (!Files.exists(path)) {
          made.addFirst(path);
        }
        byte[] content = bundled(set, name).bytes();
        AtomicFile.write(path, out -> out.write(content));
        written.add(path);
      }
    } catch (IOException e) {
      discard(made);
      throw new IOException(
          "data set " + set.name() + " cannot be written into " + folder + ": " + reason(e), e);
    }
    return written;
  }

  private static void discard(Deque<Path> made) {
    try {
      for (Path path : made) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      // The failure that led here is the one to report.
    }
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

  /**
   * The lines of a text in UTF-8, which LF, CR or both end.
   *
   * @throws MalformedFileException naming the place and the line that is no UTF-8
   */
  List<String> lines() throws IOException {
    byte[] bytes = bytes();
    List<String> lines = new ArrayList<>();
    int from = 0;
    while (from < bytes.length) {
      int to = from;
      while (to < bytes.length && bytes[to] != '\n' && bytes[to] != '\r') {
        to++;
      }
      lines.add(utf8(ByteBuffer.wrap(bytes, from, to - from), lines.size() + 1));
      boolean both = to + 1 < bytes.length && bytes[to] == '\r' && bytes[to + 1] == '\n';
      from = to + (both ? 2 : 1);
    }
    return lines;
  }

  /**
   * Hands out the lines of a text in UTF-8, which LF ends, one after the other; every failure names
   * the place.
   *
   * @throws MalformedFileException naming the place and the line that is no UTF-8
   */
  void eachLine(LineUser user) throws IOException {
    try (InputStream in = new BufferedInputStream(content.open(), 1 << 16)) {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      int number = 0;
      for (int next = in.read(); next >= 0; ) {
        line.reset();
        for (; next >= 0 && next != '\n'; next = in.read()) {
          line.write(next);
        }
        number++;
        user.line(utf8(ByteBuffer.wrap(line.toByteArray()), number), number);
        next = next < 0 ? next : in.read();
      }
    } catch (IOException e) {
      throw named(e);
    }
  }

  private String utf8(ByteBuffer bytes, int number) throws MalformedFileException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      throw new MalformedFileException(place + " line " + number + ": the text must be UTF-8", e);
    }
  }

  /** Takes a line, counted from 1. */
  @FunctionalInterface
  interface LineUser {
    void line(String text, int number) throws IOException;
  }

  /** Of the unpacked bytes. */
  String sha256() throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      copyTo(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private long length() throws IOException {
    try (InputStream in = content.open()) {
      return in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      throw named(e);
    }
  }

  /** The unpacked bytes. */
  byte[] bytes() throws IOException {
    try (InputStream in = content.open()) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw named(e);
    }
  }

  /** The array that a file in NumPy's format holds, in the open scope. */
  Tensor array() throws IOException {
    try (InputStream in = content.open()) {
      return NpyFile.read(place, in);
    } catch (IOException e) {
      throw named(e);
    }
  }

  /** What a file in MATLAB's format, version 5, holds. */
  MatlabFile matlab() throws IOException {
    try (InputStream in = content.open()) {
      return new MatlabFile(
          place,
          Mat5.newReader(Sources.wrapInputStream(in))
              .setBufferAllocator(new BoundedBuffers())
              .readMat());
    } catch (NoSuchFileException | AccessDeniedException e) {
      throw named(e);
    } catch (IOException | RuntimeException e) {
      throw new MalformedFileException(
          place
              + ": not a whole MATLAB file of version 5: "
              + reason(e)
              + "; copy or download it again",
          e);
    }
  }

  /**
   * What the first cause says: those around it only repeat it behind the names of their classes.
   */
  private static String reason(Throwable e) {
    Throwable first = e;
    while (first.getCause() != null) {
      first = first.getCause();
    }
    String message = first.getMessage();
    return message == null ? "its content makes no sense" : message.replaceAll("\\.$", "");
  }

  private void copyTo(OutputStream out) throws IOException {
    try (InputStream in = content.open()) {
      in.transferTo(out);
    } catch (IOException e) {
      throw named(e);
    }
  }

  /** The failure with the place in its message. */
  IOException named(IOException e) {
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
    }
    return e instanceof AccessDeniedException ? "access denied" : String.valueOf(e.getMessage());
  }

  private static Optional<DataSource> find(DataSet set, DataFile file, DataFolders folders) {
    if (folders.folderOf(set).isEmpty() && set.bundled()) {
      return Optional.of(bundled(set, file.name()));
    }
    // A folder is only found where it may stand for the file: that of reviews, as their table.
    return folders
        .find(set, file)
        .map(
            path ->
                Files.isDirectory(path)
                    ? new DataSource(path.toString(), () -> new ReviewFolder(path))
                    : at(path));
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
