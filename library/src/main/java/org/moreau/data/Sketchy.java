package org.moreau.data;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.moreau.engine.Check;
import org.moreau.engine.MalformedFileException;
import org.moreau.engine.Seeds;
import org.moreau.engine.TensorData;
import org.moreau.engine.TensorScope;

/**
 * The Sketchy database as a person has it: folders {@code photo/CLASS} and {@code sketch/CLASS} of
 * images, or {@code photo/tx_000000000000/CLASS} and so on, as published. A sketch belongs to the
 * photograph whose name it has, or whose name and "-" and a number; of several sketches of one
 * photograph, the seed draws one. A fifth of the pairs of each class is for the test, and a fifth
 * of the rest for validation.
 *
 * <p>Images take 6 side² bytes a pair, outside Java's heap.
 *
 * <p>Source: Sangkloy, Burnell, Ham, Hays, "The Sketchy database", 2016.
 */
public final class Sketchy extends ManualDataSet {
  private static final DataFile PHOTOS = new DataFile("photo", 0, null, false, "photo");
  private static final DataFile SKETCHES = new DataFile("sketch", 0, null, false, "sketch");
  private static final int CLASSES = 125;
  private static final int PHOTOGRAPHS = 100; // of each class
  private static final String PLAIN = "tx_000000000000"; // the variant that is not moved or scaled
  private static final List<String> FOLDERS = List.of("sketchy", "Sketchy", "sketchy/256x256");
  private static final String HOME = "https://sketchy.eye.gatech.edu";
  private static final double SHARE = 0.2;
  private static final int FEWEST =
      4; // pairs of a class: of 3 that are left, one is for validation

  private final int side;
  private final int classes;
  private final int pairs;

  /** A pair of files, and its class. */
  private record Pair(Path photo, Path sketch, int label) {}

  /**
   * @param side of the images in pixels, to which they are brought; the published ones have 256
   * @param classes how many, in the order of their names
   * @param pairs at most so many of a class, in the order of the photographs' names
   */
  public Sketchy(int side, int classes, int pairs) {
    super("sketchy", FOLDERS, List.of(PHOTOS, SKETCHES));
    this.side = Check.positive("side", side);
    this.classes = Check.positive("classes", classes);
    this.pairs = pairs;
    if (pairs < FEWEST) {
      throw new IllegalArgumentException(
          "pairs of a class must be at least " + FEWEST + " to be divided, got " + pairs);
    }
  }

  /**
   * The pairs to train on and to make choices on.
   *
   * @throws FileNotFoundException saying where the folders were looked for, if they are not there
   * @throws MalformedFileException naming the file or the folder, if an image is damaged or a class
   *     has too few pairs
   */
  public PairedImagesSplit development(DataFolders folders, long seed) throws IOException {
    List<Pair> known = parts(folders, seed).get(0);
    List<List<Pair>> parts = split(known, Seeds.random(seed, "sketchy", "validation"));
    return new PairedImagesSplit(read(parts.get(0)), read(parts.get(1)));
  }

  /** The pairs to test on that belong to {@link #development} of the same seed. */
  public PairedImages test(DataFolders folders, long seed) throws IOException {
    return read(parts(folders, seed).get(1));
  }

  private List<List<Pair>> parts(DataFolders folders, long seed) throws IOException {
    Path folder = folder(folders);
    return split(
        pairs(variant(folder.resolve("photo")), variant(folder.resolve("sketch")), seed),
        Seeds.random(seed, "sketchy", "test"));
  }

  private static Path folder(DataFolders folders) throws IOException {
    for (Path folder : folders.folders()) {
      for (String name : FOLDERS) {
        Path own = folder.resolve(name);
        if (Files.isDirectory(own.resolve("photo")) && Files.isDirectory(own.resolve("sketch"))) {
          return own;
        }
      }
    }
    throw new FileNotFoundException(
        "data set sketchy is not here: the folders photo and sketch were looked for in the folder "
            + String.join(" or ", FOLDERS)
            + " of "
            + folders
            + "; download it from "
            + HOME
            + " and unpack it there");
  }

  /** Classes and images are counted, as they have no published checksums. */
  @Override
  public List<FileVerification> verify(DataFolders folders) throws IOException {
    List<FileVerification> results = new ArrayList<>();
    for (DataFile part : files()) {
      Path place = folders.find(this, part).orElse(null);
      results.add(
          place == null ? FileVerification.missing(part, folders.toString()) : verify(part, place));
    }
    return results;
  }

  /** Every photograph has a sketch, so that a class has no fewer of those. */
  private static FileVerification verify(DataFile part, Path place) throws IOException {
    Path folder = variant(place);
    List<Path> classes = content(folder).stream().filter(Files::isDirectory).toList();
    if (classes.size() != CLASSES) {
      return FileVerification.different(
          part,
          place.toString(),
          folder + ": there must be " + CLASSES + " folders of classes, got " + classes.size());
    }
    for (Path own : classes) {
      int images = content(own).size();
      if (images < PHOTOGRAPHS) {
        return FileVerification.different(
            part,
            place.toString(),
            own + ": there must be at least " + PHOTOGRAPHS + " images, got " + images);
      }
    }
    return FileVerification.good(part, place.toString());
  }

  @Override
  public String title() {
    return "Sketchy: 12,500 photographs of 125 classes, and sketches of each";
  }

  @Override
  public String origin() {
    return "Patsorn Sangkloy, Nathan Burnell, Cusuh Ham, James Hays; " + HOME;
  }

  @Override
  public String licence() {
    return "see its page; the photographs are ImageNet's";
  }

  @Override
  String byHand() {
    return "as it takes gigabytes; download it from "
        + HOME
        + " and unpack it so that photo and sketch lie";
  }

  private static Path variant(Path folder) {
    Path plain = folder.resolve(PLAIN);
    return Files.isDirectory(plain) ? plain : folder;
  }

  private List<Pair> pairs(Path photos, Path sketches, long seed) throws IOException {
    List<Path> names = content(photos).stream().filter(Files::isDirectory).toList();
    if (names.size() < classes) {
      throw new MalformedFileException(
          photos
              + ": there must be a folder for each of "
              + classes
              + " classes, got "
              + names.size());
    }
    List<Pair> all = new ArrayList<>();
    for (int label = 0; label < classes; label++) {
      Path own = names.get(label);
      Path others = sketches.resolve(own.getFileName().toString());
      if (!Files.isDirectory(others)) {
        throw new MalformedFileException(
            others + ": there must be a folder of sketches for the photographs of " + own);
      }
      SplittableRandom random = Seeds.random(seed, "sketchy", own.getFileName());
      all.addAll(pairs(own, others, label, random));
    }
    return all;
  }

  private List<Pair> pairs(Path photos, Path sketches, int label, SplittableRandom random)
      throws IOException {
    List<Path> drawn = content(sketches);
    List<Pair> found = new ArrayList<>();
    for (Path photo : content(photos)) {
      String name = base(photo);
      List<Path> own =
          drawn.stream()
              .filter(s -> base(s).equals(name) || base(s).matches("\\Q" + name + "\\E-\\d+"))
              .toList();
      if (!own.isEmpty() && found.size() < pairs) {
        found.add(new Pair(photo, own.get(random.nextInt(own.size())), label));
      }
    }
    if (found.size() < FEWEST) {
      throw new MalformedFileException(
          photos
              + ": there must be at least "
              + FEWEST
              + " pairs of a photograph and a sketch to be divided, got "
              + found.size());
    }
    return found;
  }

  /** What is in {@code folder}, by name, but what is hidden. */
  private static List<Path> content(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> !file.getFileName().toString().startsWith(".")).sorted().toList();
    }
  }

  private static String base(Path file) {
    String name = file.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return (dot < 0 ? name : name.substring(0, dot)).toLowerCase(Locale.ROOT);
  }

  /** Four fifths of the pairs of each class, and the others. */
  private List<List<Pair>> split(List<Pair> all, SplittableRandom random) {
    int[] labels = all.stream().mapToInt(Pair::label).toArray();
    boolean[] taken = new boolean[labels.length];
    for (int label = 0; label < classes; label++) {
      int[] members = Strata.members(labels, label);
      int count = (int) Math.round(SHARE * members.length);
      Strata.draw(members, count, random, taken);
    }
    return List.of(
        IntStream.range(0, taken.length).filter(i -> !taken[i]).mapToObj(all::get).toList(),
        IntStream.range(0, taken.length).filter(i -> taken[i]).mapToObj(all::get).toList());
  }

  private PairedImages read(List<Pair> part) throws IOException {
    int[] labels = part.stream().mapToInt(Pair::label).toArray();
    return new PairedImages(
        "photo",
        images(part.stream().map(Pair::photo).toList(), labels),
        "sketch",
        images(part.stream().map(Pair::sketch).toList(), labels));
  }

  private ImageDataset images(List<Path> files, int[] labels) throws IOException {
    int size = 3 * side * side;
    byte[] planes = new byte[Math.multiplyExact(files.size(), size)];
    for (int i = 0; i < files.size(); i++) {
      ImageFile.planes(files.get(i), side, planes, i * size);
    }
    try (TensorScope scope = new TensorScope()) {
      return new ImageDataset(TensorData.of(planes, files.size(), 3, side, side), labels, classes);
    }
  }
}
