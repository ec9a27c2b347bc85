package org.moreau.representation;

import org.bytedeco.pytorch.LSTMImpl;
import org.bytedeco.pytorch.LSTMOptions;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.Tensor;
import org.moreau.engine.Check;
import org.moreau.engine.TensorScope;
import org.moreau.layer.Network;

/**
 * From the frames of sequences to their codes: two LSTM layers, lstm, which see the past only, and
 * a linear map, fc. Sequences that are padded at the end have the codes that they have alone.
 *
 * <p>Source: ProxNet, section 5, speech.
 */
final class SpeechEncoder extends Network {
  private static final long LAYERS = 2;

  private final int features;
  private final LSTMImpl lstm;
  private final LinearImpl fc;

  /**
   * @param hidden units of each LSTM layer; the paper has 256
   * @param code entries of the code of a frame
   */
  SpeechEncoder(int features, int hidden, int code) {
    super("SpeechEncoder");
    this.features = Check.positive("features", features);
    Check.positive("hidden", hidden);
    Check.positive("code", code);
    TensorScope.retain(this);
    LSTMOptions options = new LSTMOptions(features, hidden);
    options.num_layers().put(LAYERS);
    lstm = register_module("lstm", TensorScope.retain(new LSTMImpl(options)));
    fc = register_module("fc", TensorScope.retain(new LinearImpl(hidden, code)));
    SpeechStart.recurrent(lstm);
    SpeechStart.linear(fc);
  }

  /** The codes [time, batch, code] of frames [time, batch, features]. */
  Tensor codes(Tensor frames) {
    Check.shape("frames", frames, -1, -1, features);
    return fc.forward(lstm.forward(frames).get0());
  }
}
