import java.io.IOException;
import java.nio.file.Path;
import org.bytedeco.pytorch.Device;
import org.moreau.data.JapaneseVowels;
import org.moreau.data.SequenceDataset;
import org.moreau.model.ClassifierFile;
import org.moreau.model.SequenceScores;

/**
 * Loads a classifier that a study has trained and predicts sequences of your own; what {@code moreau
 * predict} does. Arguments: a run's checkpoints/METHOD-seedN.safetensors, a file of frames in the
 * layout of Japanese Vowels (twelve numbers a line, an empty line after each sequence).
 */
public final class G02_Predict {
  public static void main(String[] args) throws IOException {
    ClassifierFile file = ClassifierFile.read(Path.of(args[0]));
    SequenceDataset sequences = file.normalisation().apply(new JapaneseVowels().read(Path.of(args[1])));
    SequenceScores scores = SequenceScores.of(file.model(), sequences, new Device("cpu"));
    for (int i = 0; i < sequences.size(); i++) {
      int best = scores.predicted(i);
      System.out.printf(
          "%d: %s, probability %.3f%n",
          i + 1, file.classes().get(best), scores.probabilities()[i][best]);
    }
  }
}
