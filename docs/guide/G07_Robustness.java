import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.moreau.data.Batches;
import org.moreau.data.DataFolders;
import org.moreau.data.JapaneseVowels;
import org.moreau.data.SequenceBatch;
import org.moreau.data.SequenceDataset;
import org.moreau.model.ClassifierFile;
import org.moreau.robustness.*;

/**
 * Attacks a classifier that japanese-vowels has trained: accuracy on its test part by the length of a
 * perturbation. Argument: a run's checkpoints/METHOD-seedN.safetensors.
 */
public final class G07_Robustness {
  public static void main(String[] args) throws IOException {
    ClassifierFile file = ClassifierFile.read(Path.of(args[0]));
    SequenceDataset test =
        file.normalisation().apply(new JapaneseVowels().test(new DataFolders(List.of())));
    List<int[]> batches = Batches.byLength(test.lengths(), 128);
    Budget shape = new Budget(Budget.Norm.L2, Budget.Span.SEQUENCE, 0);
    List<Double> sizes = List.of(0.0, 0.5, 1.0, 2.0, 4.0);
    for (Attack attack :
        List.of(new RandomNoise(10), ProjectedAscent.fgsm(), ProjectedAscent.pgd(10, 2))) {
      PlantedWeakness.require(attack, shape); // an attack that does nothing would flatter the model
      RobustnessCurve curve =
          RobustnessCurve.of(
              attack, shape, sizes, i -> victim(file, test, batches.get(i)), batches.size(), 0);
      System.out.print(attack.key());
      curve.accuracies().forEach(accuracy -> System.out.printf(" %.1f", accuracy));
      System.out.printf(", area %.1f%n", curve.area());
    }
  }

  private static Victim victim(ClassifierFile file, SequenceDataset test, int[] indices) {
    SequenceBatch batch = SequenceBatch.of(test, indices, new Device("cpu"), ScalarType.Float);
    return Victim.of(
        x -> file.model().logits(x, batch.lengths()),
        batch.inputs(),
        batch.lengths(),
        batch.labels());
  }
}
