const DELAYS = ['0ms', '160ms', '320ms'];

/** Three dots that move while something goes on. */
export function Dots() {
  return (
    <span aria-hidden="true" className="inline-flex gap-1">
      {DELAYS.map((animationDelay) => (
        <span
          key={animationDelay}
          className="dot size-1.5 rounded-full bg-current"
          style={{ animationDelay }}
        />
      ))}
    </span>
  );
}
