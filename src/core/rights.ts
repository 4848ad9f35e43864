/** How a picture came about, in the words of the IPTC's list of digital source types. */
export type DigitalSource =
  | 'trainedAlgorithmicMedia'
  | 'algorithmicMedia'
  | 'compositeWithTrainedAlgorithmicMedia';

/** What a published file says of its origin and its owner. */
export interface PictureRights {
  readonly source?: DigitalSource;
  readonly creator?: string;
  readonly credit?: string;
  readonly copyright?: string;
  /** Only where the author wants it published. */
  readonly prompt?: string;
}
