package bzh.vigie.collector.store.lucene;

/** The terms of one event as the one token stream of its one indexed field; used again for the next event. */
final class TermStream extends ListedTerms {
    void fill(EventForm.Content event) {
        terms.clear();
        terms.add(FieldTerm.of(FieldTerm.COMMUNE, event.commune().insee()));
        event.fields().forEach((name, value) -> terms.add(FieldTerm.of(name, value)));
    }
}
