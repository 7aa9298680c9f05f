/** Fuzzing: many texts through every function, many images through the readers. */
import { ImageChecker } from "./check_image.ts";
import { TextChecker } from "./check_text.ts";
import { images, texts } from "./corpus.ts";
import { mutatedImage } from "./mutate_image.ts";
import { grammarTexts, mutatedText } from "./mutate_text.ts";
import { Random } from "./random.ts";

/** What a fuzzing did. */
export interface Fuzzed {
  readonly inputs: number;
  /** How many inputs gave something. */
  readonly fruitful: number;
  /** The longest that one input took, in milliseconds. */
  readonly slowest: number;
}

/** One text in so many is made by grammar, the others by changing real ones. */
const GRAMMAR_SHARE = 10;

/** Runs `count` texts through every function. */
export function fuzzTexts(count: number, seed: number): Fuzzed {
  using checker = new TextChecker();
  const random = new Random(seed);
  const corpus = texts();
  const byGrammar = Math.floor(count / GRAMMAR_SHARE);
  for (const text of grammarTexts(byGrammar, seed)) checker.check(text);
  for (let done = byGrammar; done < count; done++) checker.check(mutatedText(corpus, random));
  return { inputs: count, fruitful: checker.records, slowest: checker.slowest };
}

/** One image in so many shrinks while it is read. */
const SHRINKING_SHARE = 10;

/** Reads `count` images, and runs every text that is found through every function. */
export function fuzzImages(count: number, seed: number): Fuzzed {
  using functions = new TextChecker();
  const checker = new ImageChecker();
  const random = new Random(seed);
  const corpus = images();
  for (let done = 0; done < count; done++) {
    const image = mutatedImage(corpus, random);
    const shrinksTo = random.once(SHRINKING_SHARE) ? random.below(image.length) : image.length;
    const text = checker.check(image, shrinksTo);
    if (text !== null) functions.check(text);
  }
  return { inputs: count, fruitful: checker.texts, slowest: checker.slowest };
}
