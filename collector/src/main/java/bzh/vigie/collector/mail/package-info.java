/** Mail that leaves the collector: a client of SMTP, for what must be kept elsewhere. */
@org.jspecify.annotations.NullMarked
package bzh.vigie.collector.mail;
