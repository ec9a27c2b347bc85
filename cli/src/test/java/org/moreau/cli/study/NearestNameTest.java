package org.moreau.cli.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestNameTest {
  @ParameterizedTest
  @CsvSource({"'',abc,3", "abc,abc,0", "abc,acb,1", "kitten,sitting,3", "abc,'',3", "ca,abc,3"})
  void countsEdits(String a, String b, int edits) {
    assertEquals(edits, NearestName.edits(a, b));
  }

  @Test
  void theFirstOfEquallyNearNamesWins() {
    assertEquals("lstm", NearestName.nearest("lstx", List.of("prox", "lstm", "lsta")));
  }

  @Test
  void aPartOfALongNameIsNearerThanAnotherShortOne() {
    assertEquals(
        "japanese-vowels", NearestName.nearest("vowels", List.of("two-moons", "japanese-vowels")));
  }

  @Test
  void caseDoesNotCount() {
    assertEquals("lstm", NearestName.nearest("LSTM", List.of("l", "lstm")));
  }

  @Test
  void namesTheNearestAndTheValidOnes() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> NearestName.require("method", "lstn", List.of("prox", "lstm")));

    assertEquals("unknown method lstn; did you mean lstm? (valid: prox, lstm)", e.getMessage());
  }

  @Test
  void listsAllNamesInsteadOfOneThatIsNotNear() {
    List<String> many = IntStream.range(0, 40).mapToObj(i -> "Operator" + i).toList();

    String unknown = NearestName.unknown("--case", "nope", many);

    assertEquals("unknown --case nope (valid: " + String.join(", ", many) + ")", unknown);
    assertEquals(
        "unknown --case operator7x; did you mean Operator7?",
        NearestName.unknown("--case", "operator7x", many));
  }
}
