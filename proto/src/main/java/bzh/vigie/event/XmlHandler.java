package bzh.vigie.event;

/** What a reader of XML tells, in the order of the text: an element's start, its attributes, its content, its end. */
public interface XmlHandler {
    /** Its name is as written, prefix included. */
    void start(String name);

    /** Comes after {@code start} and before any content. */
    void attribute(String name, String value);

    /** A piece of the content of the element that was started last and has not ended. */
    void text(String text);

    void end();
}
