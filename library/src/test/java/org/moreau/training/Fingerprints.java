package org.moreau.training;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Tensor;
import org.moreau.engine.TensorData;
import org.moreau.model.ModelState;

/** What must be the same of two runs, bit for bit. */
final class Fingerprints {
  private Fingerprints() {}

  /** SHA-256 over all parameters and buffers. */
  static String of(Module model) throws NoSuchAlgorithmException {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    for (Tensor tensor : ModelState.of(model).all().values()) {
      for (double value : TensorData.doubles(tensor)) {
        digest.update(ByteBuffer.allocate(8).putDouble(value).array());
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** The history without its times. */
  static String of(List<EpochRecord> history) {
    return history.stream()
        .map(
            record ->
                record.epoch()
                    + " "
                    + record.trainLoss()
                    + " "
                    + record.metrics()
                    + " "
                    + record.solveError())
        .toList()
        .toString();
  }
}
