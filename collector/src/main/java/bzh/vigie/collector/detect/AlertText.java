package bzh.vigie.collector.detect;

/**
 * An alert in words of one language, made by {@link AlertTexts}. Plain text whose values from a host are already made fit
 * for a terminal; lines are separated by line feeds. No part is empty.
 *
 * @param title one line
 * @param explanation why it was raised, with the evidence in words
 * @param advice what to do
 * @param resolution what would make it go away
 */
public record AlertText(String title, String explanation, String advice, String resolution) {}
