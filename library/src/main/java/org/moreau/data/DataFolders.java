package org.moreau.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The folders in which data sets are looked for, first one first. */
public final class DataFolders {
  private final List<Path> folders;

  public DataFolders(List<Path> folders) {
    this.folders = List.copyOf(folders);
  }

  /**
   * {@code option} (from {@code --data}), then the environment's {@code MOREAU_DATA}, then {@code
   * ~/.cache/moreau/data}.
   *
   * @throws IllegalArgumentException if one of the first two is given and is not a folder
   */
  public static DataFolders standard(@Nullable Path option) {
    return standard(option, System.getenv("MOREAU_DATA"), Path.of(System.getProperty("user.home")));
  }

  static DataFolders standard(@Nullable Path option, @Nullable String variable, Path home) {
    List<Path> folders = new ArrayList<>();
    if (option != null) {
      folders.add(existing("--data", option));
    }
    if (variable != null && !variable.isBlank()) {
      folders.add(existing("MOREAU_DATA", Path.of(variable)));
    }
    folders.add(inHome(home));
    return new DataFolders(folders);
  }

  /**
   * Where a set is written that is fetched: the first of the folders of {@link #standard}, which
   * need not exist yet.
   *
   * @throws IllegalArgumentException if it is not a folder but a file
   */
  public static Path destination(@Nullable Path option) {
    return destination(
        option, System.getenv("MOREAU_DATA"), Path.of(System.getProperty("user.home")));
  }

  static Path destination(@Nullable Path option, @Nullable String variable, Path home) {
    if (option != null) {
      return noFile("--data", option);
    }
    return variable != null && !variable.isBlank()
        ? noFile("MOREAU_DATA", Path.of(variable))
        : inHome(home);
  }

  private static Path inHome(Path home) {
    return home.resolve(".cache").resolve("moreau").resolve("data");
  }

  private static Path noFile(String name, Path folder) {
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new IllegalArgumentException(
          name + " must name a folder, but " + folder + " is a file");
    }
    return folder;
  }

  private static Path existing(String name, Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new IllegalArgumentException(name + " must name an existing folder, got " + folder);
    }
    return folder;
  }

  public List<Path> folders() {
    return folders;
  }

  /** Where all files of {@code set} are read from: its first folder that has one of them. */
  public Optional<Path> folderOf(DataSet set) {
    return folders.stream()
        .flatMap(folder -> set.folders().stream().map(folder::resolve))
        .filter(own -> set.files().stream().anyMatch(file -> in(own, file).isPresent()))
        .findFirst();
  }

  /** The place of {@code file} in {@link #folderOf} its set, plain before packed (.gz). */
  public Optional<Path> find(DataSet set, DataFile file) {
    return folderOf(set).flatMap(own -> in(own, file));
  }

  private static Optional<Path> in(Path folder, DataFile file) {
    Optional<Path> plain =
        Stream.of(file.name(), file.name() + ".gz")
            .map(folder::resolve)
            .filter(Files::isRegularFile)
            .findFirst();
    return plain.or(
        () ->
            Stream.ofNullable(file.folder())
                .map(folder::resolve)
                .filter(Files::isDirectory)
                .findFirst());
  }

  /** The folders, for a message. */
  @Override
  public String toString() {
    return folders.stream().map(Path::toString).collect(Collectors.joining(", "));
  }
}
