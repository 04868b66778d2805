// Drawn on a 24 unit square; the map draws the same shapes as the lists.

export const ICONS = {
  shelter: "M12 3 2.8 11h2.7v9h5v-5.5h3V20h5v-9h2.7z",
  depot: "M3 8.6 12 4l9 4.6V20h-3.2v-8.6H6.2V20H3zM8 13h8v2.6H8zm0 4h8V20H8z",
  centre: "M12 20.5S3.5 15 3.5 9.2A4.7 4.7 0 0 1 12 6.6a4.7 4.7 0 0 1 8.5 2.6C20.5 15 12 20.5 12 20.5z",
  checkin: "M12 2.5 21.5 12 12 21.5 2.5 12zm0 5.2L7.7 12l4.3 4.3 4.3-4.3z",
  play: "M8 5v14l11-7z",
  pause: "M7 5h3.5v14H7zm6.5 0H17v14h-3.5z",
  sun: "M12 7.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9zM11 2h2v3h-2zm0 17h2v3h-2zM2 11h3v2H2zm17 0h3v2h-3zM4.2 5.6l1.4-1.4 2.1 2.1-1.4 1.4zm12.1 12.1 1.4-1.4 2.1 2.1-1.4 1.4zM4.2 18.4l2.1-2.1 1.4 1.4-2.1 2.1zM16.3 6.3l2.1-2.1 1.4 1.4-2.1 2.1z",
  moon: "M20.5 14.8A8.6 8.6 0 0 1 9.2 3.5a8.6 8.6 0 1 0 11.3 11.3z",
  plus: "M11 5h2v6h6v2h-6v6h-2v-6H5v-2h6z",
  minus: "M5 11h14v2H5z",
  fit: "M4 4h6v2H6v4H4zm10 0h6v6h-2V6h-4zM4 14h2v4h4v2H4zm14 0h2v6h-6v-2h4z",
  back: "M15.5 4.5 8 12l7.5 7.5 1.5-1.5-6-6 6-6z",
  warning: "M12 2.5 1.5 21h21zm-1 7h2v6h-2zm0 7.5h2v2h-2z",
  stop: "M8 2h8l6 6v8l-6 6H8l-6-6V8zm-1.5 8.5v3h11v-3z",
  people: "M9 4.5a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7zm7.5 2a2.8 2.8 0 1 1 0 5.6 2.8 2.8 0 0 1 0-5.6zM2 19.5C2 15.5 5.5 13 9 13s7 2.5 7 6.5zm15.5 0c0-2.2-.8-4-2-5.3 3.2-.7 6.5 1.5 6.5 5.3z",
  box: "M3 7.5 12 3l9 4.5v9L12 21l-9-4.5zm2.2 1.3v6.3l5.7 2.9v-6.4zm13.6 0-5.7 2.8V18l5.7-2.9z",
  mark: "M12 1.8 4 5v6.3c0 5 3.4 9 8 10.9 4.6-1.9 8-5.9 8-10.9V5zm-3 15.4c0-3.6 4.2-3.4 4.2-6.2V8.8h-2.4L13.9 5.4 17 8.8h-2.1V11c0 3.7-4 3.6-4 6.2z",
} as const;

export type IconName = keyof typeof ICONS;
