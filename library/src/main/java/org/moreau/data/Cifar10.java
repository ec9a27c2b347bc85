package org.moreau.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.moreau.engine.MalformedFileException;
import org.moreau.engine.TensorData;
import org.moreau.engine.TensorScope;

/**
 * CIFAR-10 in its binary layout: records of a label byte and 3072 bytes, the red, green and blue
 * planes of 32 x 32 pixels, row by row. The official set has 10,000 records in each of five files
 * to train on, the last 5,000 of them for validation, and one to test; files of any other count are
 * read too, and called a subset.
 */
public final class Cifar10 implements ImageSet {
  /** The number of classes. */
  public static final int CLASSES = 10;

  /** The bytes of an image. */
  public static final int PIXELS = 3 * 32 * 32;

  /** The records of an official file. */
  private static final int RECORDS = 10_000;

  private static final String OFFICIAL = "cifar10";
  private static final int CHANNELS = 3;
  private static final int SIDE = 32;
  private static final int RECORD_BYTES = 1 + PIXELS;
  private static final int OFFICIAL_VALIDATION = 5_000;
  private static final String HOME = "https://www.cs.toronto.edu/~kriz/cifar.html";

  private final String name;
  private final String title;
  private final String origin;
  private final List<String> folders;
  private final List<DataFile> files;

  private Cifar10(
      String name, String title, String origin, List<String> folders, List<DataFile> files) {
    this.name = name;
    this.title = title;
    this.origin = origin;
    this.folders = folders;
    this.files = files;
  }

  /** The official set, whose files have no published checksums. */
  public static Cifar10 official() {
    List<DataFile> files = new ArrayList<>();
    for (int i = 1; i <= 5; i++) {
      files.add(new DataFile("data_batch_" + i + ".bin", RECORDS * RECORD_BYTES, null, false));
    }
    files.add(new DataFile("test_batch.bin", RECORDS * RECORD_BYTES, null, true));
    return new Cifar10(
        OFFICIAL,
        "CIFAR-10: 60,000 colour images of ten classes, binary version",
        "Alex Krizhevsky; " + HOME,
        List.of(OFFICIAL, "cifar-10-batches-bin"),
        files);
  }

  /** A third of the images, in a split of its own. */
  public static Cifar10 subset() {
    return new Cifar10(
        "cifar10-subset",
        "CIFAR-10 subset: 15,000 images to train on and 5,000 to test, not the official split",
        "20,000 images of CIFAR-10 in its binary layout, official training and test images mixed;"
            + " Alex Krizhevsky, "
            + HOME,
        List.of("cifar10_subset"),
        List.of(
            part(
                "data_batch_1.bin",
                "9eb0c8c2291c9589ff58a93a0167178ea3477101d7f49646c0167549956cb718"),
            part(
                "data_batch_2.bin",
                "f29c19f28441b55ebb4ac0544863af19c387b02578d8e44fbe75eb91d8485751"),
            part(
                "data_batch_3.bin",
                "d237a87e9400650ee3e3d09b9a569b14a794440138416c48cb06ee633703c5a8"),
            part(
                "test_batch.bin",
                "ad5172795ed457bab9c4bb5ed7dcad391f82103dee2104e21ac1cfb7cf8add22")));
  }

  private static DataFile part(String file, String sha256) {
    return new DataFile(file, 5_000 * RECORD_BYTES, sha256, file.startsWith("test"));
  }

  /** The one of both sets that {@code folders} lead to; the official one where both are there. */
  public static Cifar10 in(DataFolders folders) {
    Cifar10 official = official();
    Cifar10 subset = subset();
    boolean other = folders.folderOf(official).isEmpty() && folders.folderOf(subset).isPresent();
    return other ? subset : official;
  }

  @Override
  public ImageSplit development(DataFolders folders) throws IOException {
    List<DataFile> wanted = files.stream().filter(file -> !file.test()).toList();
    ImageDataset known = images(wanted, folders);
    boolean official = name.equals(OFFICIAL) && known.size() == wanted.size() * RECORDS;
    return ImageSplit.atEnd(name, known, official, OFFICIAL_VALIDATION);
  }

  @Override
  public ImageDataset test(DataFolders folders) throws IOException {
    return images(files.stream().filter(DataFile::test).toList(), folders);
  }

  @Override
  public int publishedTest() {
    return RECORDS;
  }

  private ImageDataset images(List<DataFile> wanted, DataFolders folders) throws IOException {
    try (TensorScope scope = new TensorScope()) {
      TensorVector pixels = new TensorVector();
      IntStream labels = IntStream.empty();
      for (DataFile file : wanted) {
        byte[] content = read(DataSource.of(this, file, folders));
        int count = content.length / RECORD_BYTES;
        Tensor records = TensorData.of(content, count, RECORD_BYTES);
        pixels.push_back(records.narrow(1, 1, PIXELS));
        int[] own = IntStream.range(0, count).map(i -> content[i * RECORD_BYTES]).toArray();
        labels = IntStream.concat(labels, Arrays.stream(own));
      }
      Tensor images = torch.cat(pixels, 0).view(-1, CHANNELS, SIDE, SIDE);
      return new ImageDataset(images, labels.toArray(), CLASSES);
    }
  }

  private static byte[] read(DataSource source) throws IOException {
    byte[] content = source.bytes();
    int records = content.length / RECORD_BYTES;
    if (content.length == 0 || content.length % RECORD_BYTES != 0) {
      throw new MalformedFileException(
          source.place()
              + " record "
              + (records + 1)
              + ": a file must hold whole records of "
              + RECORD_BYTES
              + " bytes, but ends after "
              + content.length
              + " bytes; is it truncated?");
    }
    for (int i = 0; i < records; i++) {
      int label = content[i * RECORD_BYTES] & 0xFF;
      if (label >= CLASSES) {
        throw new MalformedFileException(
            source.place()
                + " record "
                + (i + 1)
                + ": the label must be from 0 to "
                + (CLASSES - 1)
                + ", got "
                + label);
      }
    }
    return content;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<String> folders() {
    return folders;
  }

  @Override
  public String title() {
    return title;
  }

  @Override
  public String origin() {
    return origin;
  }

  @Override
  public String licence() {
    return "none stated, so that it is neither bundled nor fetched";
  }

  @Override
  public List<DataFile> files() {
    return files;
  }

  @Override
  public boolean bundled() {
    return false;
  }

  @Override
  public boolean fetchable() {
    return false;
  }

  @Override
  public String howToGet() {
    return "its author states no licence, so it is not fetched: download the official set's binary"
        + " version from "
        + HOME
        + " and unpack it in a data folder, or put the cifar10-subset there as the folder "
        + subset().folders().get(0);
  }

  @Override
  public List<Path> fetch(Path dataFolder) throws IOException {
    throw new IOException(
        "data set "
            + name
            + " is not fetched, as its author states no licence; download the official set's"
            + " binary version from "
            + HOME
            + " and unpack it in "
            + dataFolder
            + ", where it makes the folder cifar-10-batches-bin");
  }

  /** Files without a checksum are read for their labels too. */
  @Override
  public List<FileVerification> verify(DataFolders found) throws IOException {
    return DataSource.verify(
        this,
        found,
        (file, source) -> {
          source.requirePublished(file);
          if (file.sha256() == null) {
            read(source);
          }
        });
  }
}
