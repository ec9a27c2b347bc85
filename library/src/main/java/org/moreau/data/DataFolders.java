package org.moreau.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
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

  /** The first {@code relative}, or {@code relative} with the ending .gz, in the folders. */
  public Optional<Path> find(String relative) {
    for (Path folder : folders) {
      for (String name : List.of(relative, relative + ".gz")) {
        Path path = folder.resolve(name);
        if (Files.isRegularFile(path)) {
          return Optional.of(path);
        }
      }
    }
    return Optional.empty();
  }

  /** The first folder that has a file of {@code set}; all files of the set come from there. */
  public Optional<Path> holding(DataSet set) {
    return folders.stream()
        .filter(
            folder -> set.files().stream().anyMatch(file -> fileOf(set, file, folder).isPresent()))
        .findFirst();
  }

  /** The file of {@code set} in {@code folder}. */
  static Optional<Path> fileOf(DataSet set, DataFile file, Path folder) {
    return new DataFolders(List.of(folder)).find(set.folder() + "/" + file.name());
  }

  /** The folders, for a message. */
  @Override
  public String toString() {
    return folders.stream().map(Path::toString).collect(Collectors.joining(", "));
  }
}
