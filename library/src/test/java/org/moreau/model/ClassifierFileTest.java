package org.moreau.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.moreau.GoldenData;
import org.moreau.data.Normalisation;
import org.moreau.engine.MalformedFileException;
import org.moreau.engine.SafeTensors;
import org.moreau.engine.Seeds;
import org.moreau.engine.TensorData;
import org.moreau.engine.TensorScope;
import org.moreau.recurrent.Gru;
import org.moreau.recurrent.Lstm;
import org.moreau.recurrent.ProxGru;
import org.moreau.recurrent.ProxLstm;

class ClassifierFileTest {
  private static final String KEY = "moreau.sequence-classifier";
  private static final SequenceClassifier.Sizes SIZES = new SequenceClassifier.Sizes(3, 5, 3, 6, 4);
  private static final List<String> NAMES = List.of("one", "two", "drei \"3\"", "four");

  private final TensorScope scope = new TensorScope();
  private final Path path;

  ClassifierFileTest(@TempDir Path folder) {
    path = folder.resolve("model.safetensors");
    Seeds.torch(7, "model");
  }

  @AfterEach
  void closeScope() {
    scope.close();
  }

  private static Normalisation normalisation() {
    return new Normalisation(new float[] {0.1f, -2, 3e-5f}, new float[] {1, 0.3f, 7});
  }

  private static ClassifierFile of(SequenceClassifier model) {
    return new ClassifierFile(model, normalisation(), NAMES, "vowels", "seed 1");
  }

  private ClassifierFile written() throws IOException {
    ClassifierFile file = of(new SequenceClassifier(SIZES, new Lstm(5, 6)));
    file.write(path);
    return file;
  }

  private static float[] logits(SequenceClassifier model) {
    Seeds.torch(8, "frames");
    Tensor frames = torch.randn(7, 3, 9);
    Tensor lengths = TensorData.of(new long[] {9, 1, 2, 3, 4, 5, 8}, 7);
    return TensorData.floats(model.logits(frames, lengths).detach());
  }

  private String refusal() {
    return String.valueOf(
        assertThrows(MalformedFileException.class, () -> ClassifierFile.read(path)).getMessage());
  }

  @Test
  void anLstmComesBackBitForBit() throws IOException {
    ClassifierFile file = written();

    ClassifierFile read = ClassifierFile.read(path);

    assertInstanceOf(Lstm.class, read.model().layer());
    assertArrayEquals(logits(file.model()), logits(read.model()));
    assertEquals(SIZES, read.model().sizes());
    assertEquals(NAMES, read.classes());
    assertEquals("vowels", read.data());
    assertEquals("seed 1", read.training());
    assertArrayEquals(normalisation().mean(), read.normalisation().mean());
    assertArrayEquals(normalisation().deviation(), read.normalisation().deviation());
    assertFalse(read.model().is_training());
  }

  @ParameterizedTest
  @EnumSource(ProxLstm.Shown.class)
  void aProxLstmComesBackBitForBit(ProxLstm.Shown shown) throws IOException {
    ClassifierFile file =
        of(new SequenceClassifier(SIZES, new ProxLstm(5, 6, 1.7, 0.3, shown, null)));
    file.write(path);

    ClassifierFile read = ClassifierFile.read(path);

    ProxLstm layer = assertInstanceOf(ProxLstm.class, read.model().layer());
    assertEquals(1.7, layer.delta());
    assertEquals(0.3, layer.lambda());
    assertEquals(shown, layer.shown());
    assertArrayEquals(logits(file.model()), logits(read.model()));
  }

  @Test
  void aGruComesBackBitForBit() throws IOException {
    ClassifierFile file = of(new SequenceClassifier(SIZES, new Gru(5, 6)));
    file.write(path);

    ClassifierFile read = ClassifierFile.read(path);

    assertInstanceOf(Gru.class, read.model().layer());
    assertArrayEquals(logits(file.model()), logits(read.model()));
  }

  @Test
  void aProxGruComesBackBitForBit() throws IOException {
    ClassifierFile file = of(new SequenceClassifier(SIZES, new ProxGru(5, 6, 1.7, 0.3)));
    file.write(path);

    ClassifierFile read = ClassifierFile.read(path);

    ProxGru layer = assertInstanceOf(ProxGru.class, read.model().layer());
    assertEquals(1.7, layer.delta());
    assertEquals(0.3, layer.lambda());
    assertArrayEquals(logits(file.model()), logits(read.model()));
  }

  @Test
  void aMissingFileIsNamed() {
    var error = assertThrows(NoSuchFileException.class, () -> ClassifierFile.read(path));

    assertEquals(path.toString(), error.getFile());
  }

  @Test
  void everyTruncationIsRejectedByName() throws IOException {
    written();
    byte[] whole = Files.readAllBytes(path);

    for (int length = 0; length < whole.length; length += 97) {
      Files.write(path, Arrays.copyOf(whole, length));
      assertTrue(refusal().startsWith(path + " is not a whole safetensors file: "));
    }
  }

  @Test
  void tensorsOfAnotherModelAreRejectedByName() throws IOException {
    written();
    SafeTensors file = SafeTensors.read(path);
    Map<String, Tensor> tensors = new LinkedHashMap<>(file.tensors());
    tensors.put("fc.bias", TensorData.of(new float[5], 5));
    new SafeTensors(tensors, file.metadata()).write(path);
    String shape = refusal();
    tensors.remove("fc.bias");
    new SafeTensors(tensors, file.metadata()).write(path);

    String start = path + " is not a whole classifier file: ";
    assertEquals(
        start + "the tensor fc.bias of " + path + " must have the shape [4], got [5]", shape);
    assertEquals(start + path + " has no tensor fc.bias", refusal());
  }

  @Test
  void aFileOfAnotherProgramIsRejectedByName() throws IOException {
    new SafeTensors(Map.of("conv.bias", TensorData.of(new float[5], 5)), Map.of("format", "pt"))
        .write(path);

    assertEquals(
        path
            + " is not a classifier file: its header has no "
            + KEY
            + "; was it written by another program?",
        refusal());
  }

  private String refusalWith(String part, String replacement) throws IOException {
    written();
    SafeTensors file = SafeTensors.read(path);
    String head = file.metadata().getOrDefault(KEY, "");
    assertTrue(head.contains(part), head);
    new SafeTensors(file.tensors(), Map.of(KEY, head.replace(part, replacement))).write(path);
    return refusal();
  }

  @Test
  void aHeadThatDoesNotFitIsRejectedByName() throws IOException {
    String start = path + " is not a whole classifier file: ";

    assertEquals(
        start + "the layer kind rnn is unknown",
        refusalWith("\"kind\":\"lstm\"", "\"kind\":\"rnn\""));
    assertEquals(
        start + "output must be one of [proximal, intermediate], got ",
        refusalWith("\"kind\":\"lstm\"", "\"kind\":\"prox-lstm\""));
    assertEquals(
        start + "hidden must be at least 1, got 0", refusalWith("\"hidden\":6", "\"hidden\":0"));
    assertEquals(
        start + "classes must be 4 names, got 3", refusalWith("\"one\",\"two\"", "\"one\""));
    assertEquals(
        start + "normalisation must be of 3 features, got 2",
        refusalWith(
            "\"normalisation\":", "\"normalisation\":{\"mean\":[0,0],\"deviation\":[1,1]},\"x\":"));
    assertEquals(
        start + "deviation of feature 1 must be > 0 and finite, got 0.0",
        refusalWith("1.0,0.3,7.0", "1.0,0,7.0"));
    assertEquals(
        path + " is not a classifier file: " + KEY + " is not JSON", refusalWith("{\"s", "{s"));
  }

  @Test
  void rejectsNamesThatAreNotOnePerClass() {
    SequenceClassifier model = new SequenceClassifier(SIZES, new Lstm(5, 6));

    var error =
        assertThrows(
            IllegalArgumentException.class,
            () -> new ClassifierFile(model, normalisation(), List.of("one"), "vowels", ""));

    assertEquals("classes must be 4 names, got 1", error.getMessage());
  }

  /** Python's package sorts the tensors by name, and pads the header with blanks. */
  private void writeAsPyTorch(GoldenData golden, String... names) throws IOException {
    StringBuilder header = new StringBuilder("{\"__metadata__\":{\"format\":\"pt\"}");
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    for (String name : names) {
      Tensor tensor = golden.tensor(name);
      int start = data.size();
      for (double value : TensorData.doubles(tensor)) {
        byte[] bytes = new byte[8];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putDouble(value);
        data.write(bytes);
      }
      String shape = Arrays.toString(tensor.shape()).replace(" ", "");
      header.append(",\"").append(name).append("\":{\"dtype\":\"F64\",\"shape\":").append(shape);
      header.append(",\"data_offsets\":[").append(start).append(',').append(data.size());
      header.append("]}");
    }
    header.append('}');
    header.append(" ".repeat((8 - header.length() % 8) % 8));
    byte[] head = header.toString().getBytes(StandardCharsets.UTF_8);
    ByteBuffer file =
        ByteBuffer.allocate(8 + head.length + data.size()).order(ByteOrder.LITTLE_ENDIAN);
    file.putLong(head.length).put(head).put(data.toByteArray());
    Files.write(path, file.array());
  }

  @Test
  void parametersThatPyTorchStoredGiveItsLoss() throws IOException {
    GoldenData golden = new GoldenData("advlstm/advlstm");
    writeAsPyTorch(
        golden,
        "conv.bias",
        "conv.weight",
        "fc.bias",
        "fc.weight",
        "lstm.bias_hh_l0",
        "lstm.bias_ih_l0",
        "lstm.weight_hh_l0",
        "lstm.weight_ih_l0");
    SequenceClassifier model = new SequenceClassifier(SIZES, new Lstm(5, 6));
    model.to(ScalarType.Double, false);

    ModelState.of(model).load(path.toString(), SafeTensors.read(path).tensors());

    Tensor labels = golden.tensor("y").to(ScalarType.Long);
    Tensor lengths = torch.zeros_like(labels).add_(new Scalar(6L));
    Tensor loss = torch.cross_entropy(model.logits(golden.tensor("x"), lengths), labels);
    assertEquals(golden.number("loss_clean"), loss.item_double(), 1e-12);
  }
}
